"""The list of base projects."""

from core.mirror.tables import (
    changed_column,
    gone_filter,
    id_column,
    is_gone,
    mirrored_column,
    name_column,
    region_column,
    state_column,
)
from core.ui import formats
from core.ui.lists import (
    Column,
    EmptyState,
    ListPage,
    choices_of,
    field_filter,
    label_of,
    search_in,
    values_of,
)
from core.ui.markup import row_address
from projects.models import Project, ServiceType
from projects.states import state_of


def type_label(project: Project) -> str:
    return label_of(ServiceType, project.service_type)


PROJECTS = ListPage[Project](
    name="projects",
    singular="project",
    plural="projects",
    order="name",
    is_gone=is_gone,
    columns=(
        name_column("Project", lambda row: row_address("projects:project", row.pk)),
        state_column(state_of),
        Column(key="type", label="Type", cell=type_label, value=type_label),
        region_column(),
        Column(
            key="access_key",
            label="Access key",
            cell=lambda row: formats.copyable(row.access_key, "the access key"),
            narrow="off",
        ),
        Column(
            key="day_limit",
            label="A day",
            cell=lambda row: formats.number(row.day_limit) if row.day_limit else "no limit",
            numeric=True,
            sort="day_limit",
            narrow="off",
        ),
        changed_column(),
        mirrored_column(),
        id_column(),
    ),
    filters=(
        field_filter("type", "Type", choices_of(ServiceType), field="service_type"),
        field_filter("region", "Region", values_of(Project.objects.live, "region")),
        gone_filter(),
    ),
    search=search_in("name", "access_key", ids=["id"]),
    search_label="Search projects",
    empty=EmptyState(
        icon="key",
        title="No projects are mirrored yet",
        text="A project holds the key with which samples are identified, and says in which "
        "buckets to look.",
    ),
)
