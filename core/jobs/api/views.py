"""`/api/portal/jobs`: what the portal is doing, and stopping it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.audit import actor_of, record
from core.accounts.scopes import TokenScope
from core.gateway import query_params, responses
from core.gateway.openapi.components import (
    OWN_PAGE,
    OWN_PER_PAGE,
    PROBLEMS,
    WRITE_PROBLEMS,
    page_schema,
    query_parameter,
)
from core.idempotency.views import IdempotentViewSet
from core.jobs import ledger
from core.jobs.api.serializers import JobSerializer
from core.jobs.models import Job, JobState


class JobAlreadyEndedError(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "This job has already ended."


class JobViewSet(IdempotentViewSet):
    scopes = {"GET": TokenScope.READ_PORTAL, "POST": TokenScope.WRITE_PORTAL}
    repeatable_actions = ("cancel",)

    @extend_schema(
        operation_id="list_jobs",
        tags=["Portal"],
        parameters=[
            query_parameter("state", "Only these", enum=JobState.values),
            OWN_PAGE,
            OWN_PER_PAGE,
        ],
        responses={200: page_schema(JobSerializer, wire=False), **PROBLEMS},
    )
    def list(self, request: Request) -> HttpResponse:
        """All jobs, newest first, in pages like the gateway's."""
        jobs = Job.objects.order_by("-id")
        if state := query_params.get_choice(
            request.GET, "state", ["", *JobState.values], default=""
        ):
            jobs = jobs.filter(state=state)
        return responses.serialized_page(request, jobs, JobSerializer)

    @extend_schema(
        operation_id="get_job", tags=["Portal"], responses={200: JobSerializer, **PROBLEMS}
    )
    def retrieve(self, request: Request, job_id: int) -> Response:
        """One job."""
        return Response(JobSerializer(get_object_or_404(Job, pk=job_id)).data)

    @extend_schema(
        operation_id="cancel_job",
        tags=["Portal"],
        request=None,
        responses={202: JobSerializer, **WRITE_PROBLEMS},
    )
    def cancel(self, request: Request, job_id: int) -> Response:
        """Stop a job: at once when it waits, at its next sign of progress when it runs."""
        job = get_object_or_404(Job, pk=job_id)
        if not ledger.request_cancel(job.pk):
            raise JobAlreadyEndedError
        record(actor=actor_of(request), act="cancel job", target=f"job {job.pk}", title=job.title)
        job.refresh_from_db()
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)
