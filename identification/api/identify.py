"""`/api/portal/identify`: identifies a recording. The portal signs, so no key leaves it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.audit import actor_of
from core.accounts.scopes import TokenScope
from core.clients.identify.outcome import IdentifyOutcome
from core.gateway import query_params, responses
from core.gateway.openapi.components import (
    INTEGER,
    OWN_PAGE,
    OWN_PER_PAGE,
    PROBLEMS,
    SINCE,
    UNTIL,
    WRITE_PROBLEMS,
    page_schema,
    problems,
    query_parameter,
)
from core.gateway.parsers import Utf8JSONParser
from core.idempotency.views import IdempotentViewSet
from core.net.download import DownloadError
from identification.api.serializers import (
    IdentificationSerializer,
    IdentifyRequestSerializer,
    IdentifyUrlSerializer,
)
from identification.forms import IdentifyRefusedError, SampleForm, submit
from identification.models import Identification, IdentificationQuerySet
from identification.services.downloads import downloaded
from identification.services.samples import DEFAULT_SECONDS
from identification.upload_limit import TOO_LARGE, limit_upload

# HTTP statuses of the service's codes. Errors of key and signature are not the caller's: 502.
_HTTP_STATUS = {2004: 422, 3003: 429, 3015: 429, 3016: 422}

BAD_ARGUMENTS = 3006

OUTCOMES = {
    "result": IdentificationQuerySet.with_result,
    "no_result": IdentificationQuerySet.without_result,
    "refused": IdentificationQuerySet.refused,
    "unanswered": IdentificationQuerySet.unanswered,
}


class NotIdentifiedError(APIException):
    """The service answered with a code that is neither a match nor "no result"."""

    def __init__(self, outcome: IdentifyOutcome, *, of_fingerprint: bool) -> None:
        advice = outcome.advice
        super().__init__(f"Code {outcome.code}. {advice.explanation} {advice.remedy}")
        self.status_code = _HTTP_STATUS.get(outcome.code, 502)
        if of_fingerprint and outcome.code == BAD_ARGUMENTS:
            # The portal passed the caller's fingerprint on as it is.
            self.status_code = 422
        if outcome.code == 3015:
            self.wait = 1


class SampleTooLargeError(APIException):
    status_code = 413
    default_detail = TOO_LARGE


class IdentificationViewSet(IdempotentViewSet):
    scopes = {"GET": TokenScope.IDENTIFY, "POST": TokenScope.IDENTIFY}
    parser_classes = [MultiPartParser, Utf8JSONParser]

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        self.limit = limit_upload(request)
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        operation_id="identify",
        tags=["Portal"],
        request={
            "multipart/form-data": IdentifyRequestSerializer,
            "application/json": IdentifyUrlSerializer,
        },
        responses={
            200: IdentificationSerializer,
            **problems(429, 502, 504),
            **WRITE_PROBLEMS,
        },
    )
    def create(self, request: Request) -> Response:
        """Cut a sample out of a recording and identify it with a base project's key.

        The recording comes in a form, or JSON names its public address. A fingerprint
        (`data_type`) is sent on as it is. Replies 200 for a match and for no result; other codes
        of the service become problems.
        """
        row = (
            self._identify_at_url(request)
            if request.content_type.partition(";")[0].strip().lower() == "application/json"
            else self._identify(request.POST, request.FILES)
        )
        outcome = row.outcome
        if outcome is not None and not (outcome.is_recognized or outcome.is_no_result):
            raise NotIdentifiedError(outcome, of_fingerprint=row.is_fingerprint)
        return Response(IdentificationSerializer(row).data)

    def _identify_at_url(self, request: Request) -> Identification:
        serializer = IdentifyUrlSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        if unknown := set(request.data) - set(serializer.fields):
            raise ValidationError({name: ["There is no such field."] for name in sorted(unknown)})
        fields = dict(serializer.validated_data)
        url = fields.pop("url")
        if errors := _errors_of(SampleForm(_with_defaults(fields)), but="sample"):
            # Nothing is fetched for a request that is refused anyway.
            raise ValidationError(errors)
        try:
            with downloaded(url) as file:
                return self._identify(fields, MultiValueDict({"sample": [file]}))
        except DownloadError as error:
            raise ValidationError({"url": [str(error)]}) from None

    def _identify(
        self, fields: Mapping[str, Any], files: MultiValueDict[str, Any]
    ) -> Identification:
        form = SampleForm(_with_defaults(fields), files)
        try:
            return submit(form=form, limit=self.limit, by=actor_of(self.request))
        except IdentifyRefusedError:
            if self.limit.is_exceeded:
                raise SampleTooLargeError from None
            raise ValidationError(_errors_of(form)) from None

    @extend_schema(
        operation_id="list_identifications",
        tags=["Portal"],
        parameters=[
            query_parameter("project", "Signed with the key of this base project", INTEGER),
            query_parameter("outcome", "Only these", enum=list(OUTCOMES)),
            SINCE,
            UNTIL,
            OWN_PAGE,
            OWN_PER_PAGE,
        ],
        responses={200: page_schema(IdentificationSerializer, wire=False), **PROBLEMS},
    )
    def list(self, request: Request) -> HttpResponse:
        """The identifications of people and services, newest first."""
        rows = Identification.objects.select_related("second_opinion").order_by("-id")
        if (project := query_params.get_integer(request.GET, "project")) is not None:
            rows = rows.filter(project_id=project)
        if name := query_params.get_choice(request.GET, "outcome", ["", *OUTCOMES], default=""):
            rows = OUTCOMES[name](rows)
        if since := query_params.get_moment(request.GET, "since"):
            rows = rows.filter(at__gte=since)
        if until := query_params.get_moment(request.GET, "until"):
            rows = rows.filter(at__lt=until)
        return responses.serialized_page(request, rows, IdentificationSerializer)

    @extend_schema(
        operation_id="get_identification",
        tags=["Portal"],
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        responses={200: IdentificationSerializer, **PROBLEMS},
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        """An earlier identification, with its second opinion once that is there."""
        rows = Identification.objects.select_related("second_opinion")
        return Response(IdentificationSerializer(get_object_or_404(rows, pk=pk)).data)


def _with_defaults(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"begin": "0", "length": str(DEFAULT_SECONDS), **{name: fields[name] for name in fields}}


def _errors_of(form: SampleForm, *, but: str = "") -> dict[str, list[str]]:
    return {name: texts for name, texts in form.field_errors.items() if texts and name != but}
