"""`/api/portal/sync`: how fresh the mirror is, and starting passes."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.audit import actor_of, record
from core.accounts.models import User
from core.accounts.scopes import TokenScope
from core.gateway.openapi.components import PROBLEMS, WRITE_PROBLEMS
from core.idempotency.views import IdempotentViewSet
from core.jobs.api.serializers import JobSerializer
from core.mirror import resources, tally
from core.mirror.models import MirrorPass, Mode
from core.mirror.services import request_full_pass, request_head_pass


class PassSerializer(serializers.ModelSerializer[MirrorPass]):
    # Declared: the limits of a model's integers differ from database to database.
    seen = serializers.IntegerField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    gone = serializers.IntegerField()
    quarantined = serializers.IntegerField()

    class Meta:
        model = MirrorPass
        fields = [
            "id",
            "resource",
            "scope",
            "mode",
            "state",
            "started_at",
            "finished_at",
            "seen",
            "new",
            "changed",
            "gone",
            "quarantined",
            "error",
        ]


class FreshnessSerializer(serializers.Serializer):  # type: ignore[type-arg]
    resource = serializers.CharField()
    rows = serializers.IntegerField(help_text="Live rows in the mirror")
    last_pass = PassSerializer(allow_null=True, help_text="The newest one that has ended")


class SyncRequestSerializer(serializers.Serializer):  # type: ignore[type-arg]
    scope = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=64, help_text="A parent's id"
    )
    mode = serializers.ChoiceField(
        [Mode.FULL.value, Mode.HEAD.value],
        required=False,
        default=Mode.FULL.value,
        help_text="full: everything; head: only what is new, of all parents",
    )

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]
        # The apps have registered their resources only when all of them are loaded.
        names = [resource.name for resource in resources.all_resources()]
        return {
            "resource": serializers.ChoiceField(names, help_text="As listed by GET"),
            **super().get_fields(),
        }

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        """A scope must be one of the resource's lists, as the mirror knows them."""
        resource = resources.get_resource(attrs["resource"])
        if attrs["scope"] and attrs["mode"] == Mode.HEAD:
            raise serializers.ValidationError({"scope": "A head pass is of the whole resource."})
        if attrs["scope"] and attrs["scope"] not in {scope.id for scope in resource.scopes()}:
            raise serializers.ValidationError(
                {"scope": f"There is no such list of {resource.label}."}
            )
        return attrs


class SyncViewSet(IdempotentViewSet):
    scopes = {"GET": TokenScope.READ_PORTAL, "POST": TokenScope.WRITE_PORTAL}
    repeatable_actions = ("create",)

    @extend_schema(
        operation_id="get_sync",
        tags=["Portal"],
        responses={200: FreshnessSerializer(many=True), **PROBLEMS},
    )
    def list(self, request: Request) -> Response:
        """Each mirrored resource, how many rows it has and how its last pass ended."""
        mirrored = resources.all_resources()
        counts = tally.live_and_gone_counts(resource.model for resource in mirrored)
        freshness = [
            {
                "resource": resource.name,
                "rows": counts[resource.model][0],
                "last_pass": MirrorPass.objects.filter(
                    resource=resource.name, finished_at__isnull=False
                ).first(),
            }
            for resource in mirrored
        ]
        return Response(FreshnessSerializer(freshness, many=True).data)

    @extend_schema(
        operation_id="start_sync",
        tags=["Portal"],
        request=SyncRequestSerializer,
        responses={202: JobSerializer, **WRITE_PROBLEMS},
    )
    def create(self, request: Request) -> HttpResponse:
        """Have a resource read soon; joins a pass of its kind that is already under way."""
        serializer = SyncRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        fields = serializer.validated_data
        by = request.user if isinstance(request.user, User) else None
        resource, scope = fields["resource"], fields["scope"]
        if fields["mode"] == Mode.HEAD:
            job = request_head_pass(resource=resource, by=by)
        else:
            job = request_full_pass(resource=resource, scope=scope, by=by)
        target = f"{resource} {scope}".strip()
        record(actor=actor_of(request), act="start pass", target=target, mode=fields["mode"])
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)
