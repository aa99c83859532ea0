"""`/api/portal/sync`: how fresh the mirror is, and having it read the remote now."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.audit import actor_of, record
from accounts.models import User
from accounts.scopes import Scope
from jobs.api.shapes import JobShape
from mirror import resources, tally
from mirror.models import MirrorPass, Mode
from mirror.services import request_full_pass, request_head_pass
from ui.openapi.shapes import PROBLEMS


class PassShape(serializers.ModelSerializer[MirrorPass]):
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


class FreshShape(serializers.Serializer):  # type: ignore[type-arg]
    resource = serializers.CharField()
    rows = serializers.IntegerField(help_text="Live rows in the mirror")
    last_pass = PassShape(allow_null=True, help_text="The newest one that has ended")


class SyncForm(serializers.Serializer):  # type: ignore[type-arg]
    resource = serializers.CharField(help_text="As listed by GET")
    scope = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=64, help_text="A parent's id"
    )
    mode = serializers.ChoiceField(
        [Mode.FULL.value, Mode.HEAD.value],
        required=False,
        default=Mode.FULL.value,
        help_text="full: everything; head: only what is new, of all parents",
    )

    def validate_resource(self, name: str) -> str:
        known = [resource.name for resource in resources.all_resources()]
        if name not in known:
            raise serializers.ValidationError(f"The resource must be one of {', '.join(known)}.")
        return name

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        """A scope must be one of the resource's lists, as the mirror knows them."""
        named = resources.named(attrs["resource"])
        if attrs["scope"] and attrs["mode"] == Mode.HEAD:
            raise serializers.ValidationError({"scope": "A head pass is of the whole resource."})
        if attrs["scope"] and attrs["scope"] not in {scope.id for scope in named.scopes()}:
            raise serializers.ValidationError({"scope": f"There is no such list of {named.label}."})
        return attrs


class Sync(ViewSet):
    scopes = {"GET": Scope.READ_PORTAL, "POST": Scope.WRITE_PORTAL}

    @extend_schema(
        operation_id="get_sync", tags=["Portal"], responses={200: FreshShape(many=True), **PROBLEMS}
    )
    def list(self, request: Request) -> Response:
        """Each mirrored resource, how many rows it has and how its last pass ended."""
        fresh = [
            {
                "resource": resource.name,
                "rows": tally.live_and_gone(resource.model)[0],
                "last_pass": MirrorPass.objects.filter(
                    resource=resource.name, finished_at__isnull=False
                ).first(),
            }
            for resource in resources.all_resources()
        ]
        return Response(FreshShape(fresh, many=True).data)

    @extend_schema(
        operation_id="start_sync",
        tags=["Portal"],
        request=SyncForm,
        responses={202: JobShape, **PROBLEMS},
    )
    def create(self, request: Request) -> HttpResponse:
        """Have a resource read soon; joins a pass of its kind that is already under way."""
        form = SyncForm(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data
        by = request.user if isinstance(request.user, User) else None
        resource, scope = wanted["resource"], wanted["scope"]
        if wanted["mode"] == Mode.HEAD:
            job = request_head_pass(resource=resource, by=by)
        else:
            job = request_full_pass(resource=resource, scope=scope, by=by)
        target = f"{resource} {scope}".strip()
        record(actor=actor_of(request), act="start pass", target=target, mode=wanted["mode"])
        return Response(JobShape(job).data, status=status.HTTP_202_ACCEPTED)
