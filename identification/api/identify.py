"""`/api/portal/identify`: identifies a recording. The portal signs, so no key leaves it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from core.accounts.audit import actor_of
from core.accounts.scopes import TokenScope
from core.clients.identify.outcome import IdentifyOutcome
from core.gateway import query_params, responses
from core.gateway.openapi.components import (
    PAGE,
    PER_PAGE,
    PROBLEMS,
    SINCE,
    UNTIL,
    ProblemSerializer,
    page_schema,
    query_parameter,
)
from identification.api.serializers import IdentificationSerializer, IdentifyRequestSerializer
from identification.forms import IdentifyRefusedError, SampleForm, submit
from identification.models import Identification, IdentificationQuerySet
from identification.services.samples import DEFAULT_SECONDS
from identification.upload_limit import TOO_LARGE, limit_upload

EXTRA_PROBLEMS = (413, 415, 429, 502, 504)
# HTTP statuses of the service's codes. Errors of key and signature are not the caller's: 502.
_HTTP_STATUS = {2004: 422, 3003: 429, 3015: 429, 3016: 422}

OUTCOMES = {
    "result": IdentificationQuerySet.with_result,
    "no_result": IdentificationQuerySet.without_result,
    "refused": IdentificationQuerySet.refused,
    "unanswered": IdentificationQuerySet.unanswered,
}


class NotIdentifiedError(APIException):
    """The service answered with a code that is neither a match nor "no result"."""

    def __init__(self, outcome: IdentifyOutcome) -> None:
        advice = outcome.advice
        super().__init__(f"Code {outcome.code}. {advice.explanation} {advice.remedy}")
        self.status_code = _HTTP_STATUS.get(outcome.code, 502)
        if outcome.code == 3015:
            self.wait = 1


class SampleTooLargeError(APIException):
    status_code = 413
    default_detail = TOO_LARGE


class IdentificationViewSet(ViewSet):
    scopes = {"GET": TokenScope.IDENTIFY, "POST": TokenScope.IDENTIFY}
    parser_classes = [MultiPartParser]

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        self.limit = limit_upload(request)
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        operation_id="identify",
        tags=["Portal"],
        request={"multipart/form-data": IdentifyRequestSerializer},
        responses={
            200: IdentificationSerializer,
            **dict.fromkeys(EXTRA_PROBLEMS, ProblemSerializer),
            **PROBLEMS,
        },
    )
    def create(self, request: Request) -> Response:
        """Cut a sample out of a recording and identify it with a base project's key.

        Replies 200 for a match and for no result; other codes of the service become problems.
        """
        fields = request.POST.copy()
        for name, default in (("begin", 0), ("length", DEFAULT_SECONDS)):
            fields.setdefault(name, str(default))
        form = SampleForm(fields, request.FILES)
        try:
            row = submit(form=form, limit=self.limit, by=actor_of(request))
        except IdentifyRefusedError:
            if self.limit.is_exceeded:
                raise SampleTooLargeError from None
            errors = {name: texts for name, texts in form.field_errors.items() if texts}
            raise ValidationError(errors) from None
        outcome = row.outcome
        if outcome is not None and not (outcome.is_recognized or outcome.is_no_result):
            raise NotIdentifiedError(outcome)
        return Response(IdentificationSerializer(row).data)

    @extend_schema(
        operation_id="list_identifications",
        tags=["Portal"],
        parameters=[
            query_parameter("project", "Signed with the key of this base project", int),
            query_parameter("outcome", "Only these", enum=list(OUTCOMES)),
            SINCE,
            UNTIL,
            PAGE,
            PER_PAGE,
        ],
        responses={200: page_schema(IdentificationSerializer), **PROBLEMS},
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
