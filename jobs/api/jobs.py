"""`/api/portal/jobs`: what the portal is doing, and stopping it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.audit import actor_of, record
from accounts.scopes import Scope
from jobs import ledger
from jobs.api.shapes import JobShape
from jobs.models import Job, State
from ui.openapi.shapes import PAGE, PER_PAGE, PROBLEMS, asked, page_of
from ui.wire import query, replies
from ui.wire.paging import page_asked


class AlreadyEnded(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "This job has already ended."


class Jobs(ViewSet):
    scopes = {"GET": Scope.READ_PORTAL, "POST": Scope.WRITE_PORTAL}

    @extend_schema(
        operation_id="list_jobs",
        tags=["Portal"],
        parameters=[asked("state", "Only these", enum=State.values), PAGE, PER_PAGE],
        responses={200: page_of(JobShape), **PROBLEMS},
    )
    def list(self, request: Request) -> HttpResponse:
        """All jobs, newest first, in pages like the gateway's."""
        jobs = Job.objects.order_by("-id")
        if state := query.choice(request.GET, "state", ["", *State.values], default=""):
            jobs = jobs.filter(state=state)
        asked_for = page_asked(request.GET)
        shown = JobShape(jobs[asked_for.window], many=True).data
        texts = [JSONRenderer().render(job) for job in shown]
        return replies.page_of(request._request, asked_for, texts, jobs.count())

    @extend_schema(operation_id="get_job", tags=["Portal"], responses={200: JobShape, **PROBLEMS})
    def retrieve(self, request: Request, job_id: int) -> Response:
        """One job."""
        return Response(JobShape(get_object_or_404(Job, pk=job_id)).data)

    @extend_schema(
        operation_id="cancel_job",
        tags=["Portal"],
        request=None,
        responses={202: JobShape, **PROBLEMS},
    )
    def cancel(self, request: Request, job_id: int) -> Response:
        """Stop a job: at once when it waits, at its next sign of progress when it runs."""
        job = get_object_or_404(Job, pk=job_id)
        if not ledger.request_cancel(job.pk):
            raise AlreadyEnded
        record(actor=actor_of(request), act="cancel job", target=f"job {job.pk}", title=job.title)
        job.refresh_from_db()
        return Response(JobShape(job).data, status=status.HTTP_202_ACCEPTED)
