"""How a project's state is shown."""

from core.ui import states
from core.ui.states import StateBadge
from projects.models import Project


def state_of(project: Project) -> StateBadge:
    if project.is_gone:
        return states.GONE
    return states.ACTIVE if project.state == 1 else states.INACTIVE
