"""The scopes of service tokens, and the role each of them requires."""

from enum import StrEnum

from core.accounts.roles import Role


class TokenScope(StrEnum):
    """Named as in the Console API where it has such a scope."""

    READ_BUCKETS = "read-buckets"
    WRITE_BUCKETS = "write-buckets"
    READ_PROJECTS = "read-projects"
    WRITE_PROJECTS = "write-projects"
    READ_SCANNING = "read-scanning"
    WRITE_SCANNING = "write-scanning"
    IDENTIFY = "identify"
    READ_PORTAL = "read-portal"
    WRITE_PORTAL = "write-portal"
    SECRETS = "secrets"


MEANINGS = {
    TokenScope.READ_BUCKETS: "List buckets and audio files",
    TokenScope.WRITE_BUCKETS: "Create, change, upload to and delete buckets and audio files",
    TokenScope.READ_PROJECTS: "List base projects, their health and statistics",
    TokenScope.WRITE_PROJECTS: "Create, change and delete base projects",
    TokenScope.READ_SCANNING: "List containers, scanned files and results",
    TokenScope.WRITE_SCANNING: "Create containers, scan, rescan and delete",
    TokenScope.IDENTIFY: "Identify samples with a project's key",
    TokenScope.READ_PORTAL: "See jobs and passes",
    TokenScope.WRITE_PORTAL: "Start passes, cancel jobs",
    TokenScope.SECRETS: (
        "See access secrets and callback addresses in clear, say where callbacks go"
    ),
}

_REQUIRED_ROLES = {
    TokenScope.READ_BUCKETS: Role.VIEWER,
    TokenScope.WRITE_BUCKETS: Role.OPERATOR,
    TokenScope.READ_PROJECTS: Role.VIEWER,
    TokenScope.WRITE_PROJECTS: Role.OPERATOR,
    TokenScope.READ_SCANNING: Role.VIEWER,
    TokenScope.WRITE_SCANNING: Role.OPERATOR,
    TokenScope.IDENTIFY: Role.OPERATOR,
    TokenScope.READ_PORTAL: Role.VIEWER,
    TokenScope.WRITE_PORTAL: Role.OPERATOR,
    TokenScope.SECRETS: Role.ADMIN,
}


def scopes_for(role: Role | None) -> frozenset[TokenScope]:
    """Every scope that a role may give to a token."""
    if role is None:
        return frozenset()
    return frozenset(scope for scope in TokenScope if role >= _REQUIRED_ROLES[scope])
