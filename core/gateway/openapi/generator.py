"""Generates the OpenAPI document: each route once, and the token that each requires."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.openapi import AutoSchema

DESCRIPTION = """\
Two APIs under one address.

**The gateway** (`/api/buckets`, `/api/base-projects`, `/api/fs-containers`) answers from the
portal's mirror, field for field as the ACRCloud Console API: a client of that API needs only
another base URL and one of the portal's tokens.

- One object comes as `{"data": {…}}`, a list as `{"data": […], "links": {…}, "meta": {…}}`.
  Files asked for by id are always an array.
- `links` are absolute and end in `?page=N`; no other parameter is repeated. `meta.per_page` is a
  string when the caller sent it. `meta.total` and `meta.last_page` are exact.
- An error is `{"error": "…", "message": "…"}`; with status 422 it has `errors` by field. A missing
  or dead token gets 403 and the words `Authentication Exception`. 502 and 504 mean that the portal
  could not use the remote, 429 comes with `Retry-After`.
- Without the scope `secrets` each secret is a string of `*` of the same length.
- What is gone at the remote is left out. A single object that the mirror doesn't know is asked of
  the remote once, for at most two seconds.
- Lists and single objects have an `ETag`; with `If-None-Match` they are 304 until they change.
- A request that changes something may carry an `Idempotency-Key`, and may then be repeated.
- Every address also works with a slash at its end, without a redirect.

**The portal's own REST** (`/api/portal/…`) is about the portal itself: jobs, passes, tokens. Its
errors are problems as of RFC 9457, `application/problem+json`.
"""

CHANGING_METHODS = {"post", "put", "delete"}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": (
        "For 24 hours, the same key and request from the same token get the same answer, and"
        " nothing is done twice. With another request it is a 422. 409 means that the first request"
        " is still under way (with `Retry-After`), or that its outcome is unknown."
    ),
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": {"type": "string"},
    "description": "The `ETag` of an earlier answer: 304 without a body as long as it still holds.",
    "example": '"5e546b0e210ed514ce776077"',
}
ETAG = {
    "schema": {"type": "string"},
    "description": (
        "Another one whenever the answer is another. Not for tokens of the scope `secrets`, nor for"
        " the provider's catalogue."
    ),
}
ETAG_HEADER = {"ETag": {"$ref": "#/components/headers/ETag"}}
NOT_MODIFIED = {"description": "The client has the answer.", "headers": ETAG_HEADER}
TAGGED_OPERATIONS = {
    "list_buckets",
    "get_bucket",
    "list_audio_files",
    "get_audio_files",
    "list_live_channels",
    "get_live_channel",
    "list_base_projects",
    "get_base_project",
    "list_containers",
    "get_container",
    "list_scanned_files",
    "get_scanned_files",
}


class PortalEndpointEnumerator(EndpointEnumerator):
    def should_include_endpoint(self, path: str, callback: Callable[..., object]) -> bool:
        """Only the documented form of a route, which ends without a slash."""
        included: bool = super().should_include_endpoint(path, callback)
        return included and path.startswith("/api/") and not path.endswith("/")


class PortalSchemaGenerator(SchemaGenerator):
    endpoint_inspector_cls = PortalEndpointEnumerator

    def get_schema(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        schema: dict[str, Any] = super().get_schema(*args, **kwargs)  # type: ignore[no-untyped-call]
        schema["info"]["description"] = DESCRIPTION
        _add_idempotency_key(schema)
        _add_if_none_match(schema)
        return schema


def _add_idempotency_key(schema: dict[str, Any]) -> None:
    """Every operation that changes something takes the header."""
    schema["components"]["parameters"] = {
        "IdempotencyKey": IDEMPOTENCY_KEY,
        "IfNoneMatch": IF_NONE_MATCH,
    }
    schema["components"]["headers"] = {"ETag": ETAG}
    schema["components"]["responses"] = {"NotModified": NOT_MODIFIED}
    for path, operations in schema["paths"].items():
        error = "Problem" if path.startswith("/api/portal/") else "WireError"
        for method in CHANGING_METHODS & operations.keys():
            operation = operations[method]
            parameters = operation.setdefault("parameters", [])
            parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
            for status in ("409", "422"):
                operation["responses"].setdefault(status, _error_response(error))


def _add_if_none_match(schema: dict[str, Any]) -> None:
    """What is shown out of the mirror has a tag."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            if operation["operationId"] not in TAGGED_OPERATIONS:
                continue
            parameters = operation.setdefault("parameters", [])
            parameters.append({"$ref": "#/components/parameters/IfNoneMatch"})
            operation["responses"]["200"]["headers"] = ETAG_HEADER
            operation["responses"]["304"] = {"$ref": "#/components/responses/NotModified"}


def _error_response(component: str) -> dict[str, Any]:
    kind = "application/problem+json" if component == "Problem" else "application/json"
    reference = {"$ref": f"#/components/schemas/{component}"}
    return {"content": {kind: {"schema": reference}}, "description": ""}


class BearerToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "core.accounts.authentication.ServiceTokenAuthentication"
    name = "serviceToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A service token, from the Tokens page or `manage.py token create`.",
        }
