"""`/api/portal/identify`: what is this recording? The portal signs; no key leaves it."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.audit import actor_of
from accounts.scopes import Scope
from clients.identify import Outcome
from identification.api.shapes import AskShape, IdentificationShape
from identification.asking import Refusal, ask
from identification.forms import SampleForm
from identification.models import Identification
from identification.services import USUAL_SECONDS
from identification.uploads import TOO_LARGE, limited
from ui.openapi.shapes import PROBLEMS, Problem

OWN_PROBLEMS = (413, 415, 429, 502, 504)
# The service's codes as HTTP. A key or a signature is the portal's affair, not the caller's.
_STATUS = {2004: 422, 3003: 429, 3015: 429, 3016: 422}


class NotIdentified(APIException):
    """The service answered with a code that is neither a match nor "no result"."""

    def __init__(self, outcome: Outcome) -> None:
        advice = outcome.advice
        super().__init__(f"Code {outcome.code}. {advice.happened} {advice.do}")
        self.status_code = _STATUS.get(outcome.code, 502)
        if outcome.code == 3015:
            self.wait = 1


class TooLarge(APIException):
    status_code = 413
    default_detail = TOO_LARGE


class Identifications(ViewSet):
    scopes = {"GET": Scope.IDENTIFY, "POST": Scope.IDENTIFY}
    parser_classes = [MultiPartParser]

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        self.quota = limited(request)
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        operation_id="identify",
        tags=["Portal"],
        request={"multipart/form-data": AskShape},
        responses={200: IdentificationShape, **dict.fromkeys(OWN_PROBLEMS, Problem), **PROBLEMS},
    )
    def create(self, request: Request) -> Response:
        """Cut a sample out of a recording and have it recognized with a base project's key.

        Answers 200 for a match and for no result; other codes of the service come as problems.
        """
        fields = request.POST.copy()
        for name, usual in (("begin", 0), ("length", USUAL_SECONDS)):
            fields.setdefault(name, str(usual))
        form = SampleForm(fields, request.FILES)
        try:
            row = ask(form=form, quota=self.quota, by=actor_of(request))
        except Refusal:
            if self.quota.is_exceeded:
                raise TooLarge from None
            wrong = {name: texts for name, texts in form.complaints.items() if texts}
            raise ValidationError(wrong) from None
        outcome = row.outcome
        if outcome is not None and not (outcome.is_recognized or outcome.is_no_result):
            raise NotIdentified(outcome)
        return Response(IdentificationShape(row).data)

    @extend_schema(
        operation_id="get_identification",
        tags=["Portal"],
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        responses={200: IdentificationShape, **PROBLEMS},
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        """What was identified before; a second opinion that was asked for comes in here."""
        rows = Identification.objects.select_related("second_opinion")
        return Response(IdentificationShape(get_object_or_404(rows, pk=pk)).data)
