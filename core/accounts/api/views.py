"""The portal's own REST: who a token is, and the API's documents."""

from typing import cast

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.accounts.authentication import ServiceTokenAuthentication
from core.accounts.models import ServiceToken
from core.accounts.permissions import ANY_SCOPE, scopes_of
from core.accounts.roles import role_of
from core.gateway.openapi.components import PROBLEMS
from core.gateway.openapi.generator import PortalSchemaGenerator


class MeSerializer(serializers.Serializer):  # type: ignore[type-arg]
    username = serializers.CharField(help_text="The token's owner")
    role = serializers.CharField(help_text="viewer, operator or admin")
    token = serializers.CharField(help_text="The token's name")
    scopes = serializers.ListField(
        child=serializers.CharField(), help_text="What the token may do now"
    )
    expires = serializers.DateTimeField(allow_null=True)


class MeView(APIView):
    scopes = {"GET": ANY_SCOPE}

    @extend_schema(
        operation_id="me",
        tags=["Portal"],
        responses={200: MeSerializer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Who this token is, and what it may do."""
        role, token = role_of(request.user), cast(ServiceToken, request.auth)
        return Response(
            {
                "username": request.user.get_username(),
                "role": role.group if role else None,
                "token": token.name,
                "scopes": sorted(scopes_of(request)),
                "expires": token.expiry,
            }
        )


class HasAnyRole(BasePermission):
    """People by their session, services by any live token."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return role_of(request.user) is not None


class ApiSchemaView(SpectacularAPIView):
    generator_class = PortalSchemaGenerator
    authentication_classes = [ServiceTokenAuthentication, SessionAuthentication]
    permission_classes = [HasAnyRole]


class ApiDocsView(SpectacularSwaggerSplitView):
    url_name = "api-schema"
    template_name = "accounts/api_docs.html"
    authentication_classes = [SessionAuthentication]
    permission_classes = [HasAnyRole]
