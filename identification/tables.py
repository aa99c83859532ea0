"""The list page of identifications."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from core.mirror.tables import clipped, link
from core.ui import formats
from core.ui.lists import (
    Column,
    EmptyState,
    Filter,
    ListPage,
    field_filter,
    search_in,
    values_by_index,
    values_of,
)
from identification.models import Identification
from identification.presenters import state_of

OUTCOMES = (
    ("found", "Found"),
    ("nothing", "No result"),
    ("refused", "Refused by the service"),
    ("unanswered", "No answer"),
)


def sample_link(row: Identification) -> SafeString:
    return link(reverse("identification:detail", args=[row.pk]), row.sample_name)


def best_match(row: Identification) -> str:
    return " – ".join(filter(None, (row.best_artists, row.best_title)))


def _with_outcomes(rows: QuerySet[Identification], values: list[str]) -> QuerySet[Identification]:
    if not values:
        return rows
    by_outcome = {
        "found": Identification.objects.with_result(),
        "nothing": Identification.objects.without_result(),
        "refused": Identification.objects.refused(),
        "unanswered": Identification.objects.unanswered(),
    }
    condition = Q()
    for value in values:
        condition |= Q(pk__in=by_outcome[value].values("pk"))
    return rows.filter(condition)


IDENTIFICATIONS = ListPage[Identification](
    name="identifications",
    singular="sample",
    plural="samples",
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
            cell=lambda row: clipped(best_match(row)),
            value=best_match,
        ),
        Column(
            key="best_score",
            label="Score",
            cell=lambda row: (
                formats.EMPTY_VALUE if row.best_score is None else f"{row.best_score:.0f}"
            ),
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
            cell=lambda row: formats.EMPTY_VALUE if row.status_code is None else row.status_code,
            numeric=True,
            shown_by_default=False,
            narrow="off",
        ),
        Column(
            key="took_seconds",
            label="Took",
            cell=lambda row: (
                formats.EMPTY_VALUE if row.took_seconds is None else f"{row.took_seconds:.1f} s"
            ),
            numeric=True,
            shown_by_default=False,
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
    empty=EmptyState(
        icon="fingerprint",
        title="Nothing was identified yet",
        text="Samples that people and services identify are listed here with what was found.",
    ),
)
