"""How a project's state is shown."""

from projects.models import Project
from ui import states
from ui.states import State


def state_of(project: Project) -> State:
    if project.is_gone:
        return states.GONE
    return states.ACTIVE if project.state == 1 else states.INACTIVE
