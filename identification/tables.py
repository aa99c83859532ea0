"""The list of what was identified."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from identification.models import Identification
from identification.states import state_of
from mirror.tables import clipped, link
from ui import formats
from ui.lists import (
    Column,
    Empty,
    Filter,
    ListPage,
    field_filter,
    search_in,
    values_by_index,
    values_of,
)

OUTCOMES = (
    ("found", "Found"),
    ("nothing", "No result"),
    ("refused", "Refused by the service"),
    ("unanswered", "No answer"),
)


def sample_link(row: Identification) -> SafeString:
    return link(reverse("identification:shown", args=[row.pk]), row.sample_name)


def best_words(row: Identification) -> str:
    return " – ".join(filter(None, (row.best_artists, row.best_title)))


def _with_outcomes(rows: QuerySet[Identification], values: list[str]) -> QuerySet[Identification]:
    if not values:
        return rows
    kinds = {
        "found": Identification.objects.found(),
        "nothing": Identification.objects.without_result(),
        "refused": Identification.objects.refused(),
        "unanswered": Identification.objects.unanswered(),
    }
    wanted = Q()
    for value in values:
        wanted |= Q(pk__in=kinds[value].values("pk"))
    return rows.filter(wanted)


IDENTIFICATIONS = ListPage[Identification](
    name="identifications",
    one="sample",
    many="samples",
    order="-at",
    columns=(
        Column(
            key="sample_name",
            label="Sample",
            cell=sample_link,
            sort="sample_name",
            narrow="title",
        ),
        Column(
            key="state",
            label="Outcome",
            cell=lambda row: state_of(row).badge(),
            value=lambda row: state_of(row).word,
            narrow="aside",
        ),
        Column(
            key="best",
            label="Best match",
            cell=lambda row: clipped(best_words(row)),
            value=best_words,
        ),
        Column(
            key="best_score",
            label="Score",
            cell=lambda row: formats.NOTHING if row.best_score is None else f"{row.best_score:.0f}",
            numeric=True,
            narrow="off",
        ),
        Column(
            key="begin",
            label="Begins",
            cell=lambda row: formats.clock(row.begin),
            numeric=True,
            narrow="off",
        ),
        Column(
            key="project_name",
            label="Project",
            cell=lambda row: clipped(row.project_name),
            narrow="off",
        ),
        Column(key="by_name", label="By", cell=lambda row: row.by_name, narrow="off"),
        Column(key="at", label="When", cell=lambda row: formats.ago(row.at), sort="pk"),
        Column(
            key="status_code",
            label="Code",
            cell=lambda row: formats.NOTHING if row.status_code is None else row.status_code,
            numeric=True,
            shown=False,
            narrow="off",
        ),
        Column(
            key="took_seconds",
            label="Took",
            cell=lambda row: (
                formats.NOTHING if row.took_seconds is None else f"{row.took_seconds:.1f} s"
            ),
            numeric=True,
            shown=False,
            narrow="off",
        ),
    ),
    filters=(
        Filter(
            name="outcome",
            label="Outcome",
            choices=lambda: OUTCOMES,
            apply=_with_outcomes,
        ),
        field_filter(
            "project",
            "Project",
            values_of(Identification.objects.all, "project_name"),
            "project_name",
        ),
        field_filter("by", "By", values_by_index(Identification.objects.all, "by_name"), "by_name"),
    ),
    search=search_in("sample_name", "best_title", "best_artists", "best_acr_id", ids=["id"]),
    search_label="Search samples and titles",
    empty=Empty(
        icon="fingerprint",
        title="Nothing was identified yet",
        text="Each sample that a person or a service asks about leaves a line here, with what was "
        "found.",
    ),
)
