"""`/engine/projects/:id`: the limits of a project, which the cloud sets by contract."""

from django.http import HttpResponse

from engine.console.projects import project_of, shown
from engine.wire.call import Call
from engine.wire.envelope import one


def limit(call: Call, project_id: int) -> HttpResponse:
    project = project_of(call, project_id)
    fields = call.fields
    project.day_limit = fields.integer("day_limit", default=project.day_limit, least=0)
    project.qps_limit = fields.integer("qps_limit", default=project.qps_limit, least=0)
    project.state = fields.integer("state", default=project.state, choices=(0, 1))
    fields.check()
    project.save(update_fields=["day_limit", "qps_limit", "state"])
    return one(shown(project))
