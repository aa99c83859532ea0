"""`/engine/projects/:id`: the limits of a project, which the cloud sets by contract."""

from django.http import HttpResponse

from engine.console.projects import get_project, represent_project
from engine.wire.call import Call
from engine.wire.envelope import data_reply


def set_limits(call: Call, project_id: int) -> HttpResponse:
    project = get_project(call, project_id)
    fields = call.fields
    project.day_limit = fields.integer("day_limit", default=project.day_limit, minimum=0)
    project.qps_limit = fields.integer("qps_limit", default=project.qps_limit, minimum=0)
    project.state = fields.integer("state", default=project.state, choices=(0, 1))
    fields.raise_errors()
    project.save(update_fields=["day_limit", "qps_limit", "state"])
    return data_reply(represent_project(project))
