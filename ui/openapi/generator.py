"""What goes into the OpenAPI document: each route once, and the token that opens it."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from ui.openapi.description import TEXT


class Endpoints(EndpointEnumerator):
    def should_include_endpoint(self, path: str, callback: Callable[..., object]) -> bool:
        """Only the documented spelling of a route, which ends without a slash."""
        included: bool = super().should_include_endpoint(path, callback)
        return included and path.startswith("/api/") and not path.endswith("/")


class PortalSchemaGenerator(SchemaGenerator):
    endpoint_inspector_cls = Endpoints

    def get_schema(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        schema: dict[str, Any] = super().get_schema(*args, **kwargs)  # type: ignore[no-untyped-call]
        schema["info"]["description"] = TEXT
        return schema


class BearerToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.authentication.ServiceTokenAuthentication"
    name = "serviceToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A service token, from the Tokens page or `manage.py token create`.",
        }
