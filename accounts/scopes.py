"""What a service token may be allowed, and which role may allow it."""

from enum import StrEnum

from accounts.roles import Role


class Scope(StrEnum):
    """In the words of the Console API where it has them."""

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
    Scope.READ_BUCKETS: "List buckets and audio files",
    Scope.WRITE_BUCKETS: "Create, change, upload to and delete buckets and audio files",
    Scope.READ_PROJECTS: "List base projects, their health and statistics",
    Scope.WRITE_PROJECTS: "Create, change and delete base projects",
    Scope.READ_SCANNING: "List containers, scanned files and results",
    Scope.WRITE_SCANNING: "Create containers, scan, rescan and delete",
    Scope.IDENTIFY: "Identify samples with a project's key",
    Scope.READ_PORTAL: "See jobs and passes",
    Scope.WRITE_PORTAL: "Start passes, cancel jobs",
    Scope.SECRETS: "See access secrets and callback addresses in clear, say where callbacks go",
}

_NEEDS = {
    Scope.READ_BUCKETS: Role.VIEWER,
    Scope.WRITE_BUCKETS: Role.OPERATOR,
    Scope.READ_PROJECTS: Role.VIEWER,
    Scope.WRITE_PROJECTS: Role.OPERATOR,
    Scope.READ_SCANNING: Role.VIEWER,
    Scope.WRITE_SCANNING: Role.OPERATOR,
    Scope.IDENTIFY: Role.OPERATOR,
    Scope.READ_PORTAL: Role.VIEWER,
    Scope.WRITE_PORTAL: Role.OPERATOR,
    Scope.SECRETS: Role.ADMIN,
}


def scopes_for(role: Role | None) -> frozenset[Scope]:
    """Every scope that a role may hand to a token."""
    if role is None:
        return frozenset()
    return frozenset(scope for scope in Scope if role >= _NEEDS[scope])
