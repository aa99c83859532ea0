"""`/api/portal/uploads/:id`: the progress of an upload that took longer than its caller waited."""

from typing import cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from core.accounts.models import ServiceToken
from core.accounts.permissions import ANY_SCOPE
from core.gateway.openapi.components import PROBLEMS
from core.uploads.models import Upload


class UploadSerializer(serializers.ModelSerializer[Upload]):
    # Declared: the limits of a model's integers differ from database to database.
    size = serializers.IntegerField(allow_null=True, help_text="Bytes; none without a file")
    received = serializers.IntegerField(help_text="Bytes in the portal's spool")
    remote_id = serializers.CharField(help_text="The file's id, once the remote has it")

    class Meta:
        model = Upload
        fields = [
            "public_id",
            "target",
            "target_id",
            "title",
            "data_type",
            "size",
            "received",
            "sha256",
            "state",
            "error",
            "remote_id",
            "created_at",
            "sent_at",
        ]


class UploadViewSet(ViewSet):
    scopes = {"GET": ANY_SCOPE}

    @extend_schema(
        operation_id="get_upload", tags=["Portal"], responses={200: UploadSerializer, **PROBLEMS}
    )
    def retrieve(self, request: Request, public_id: str) -> Response:
        """An upload that this same token began."""
        own = Upload.objects.filter(token=cast(ServiceToken, request.auth))
        return Response(UploadSerializer(get_object_or_404(own, public_id=public_id)).data)
