"""What was found in a recording, in the list of its container."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.ui import formats
from core.ui.lists import Column, Filter
from plays.models import Recording
from scanning.models import ScannedFile
from scanning.tables import FilesExtension, extend_files

OWN, SOMETHING, NOTHING = "own", "something", "nothing"
CHOICES = ((OWN, "Own catalogue"), (SOMETHING, "Something"), (NOTHING, "Nothing"))
OWN_MARK = SafeString(' <span class="state state-ready">own</span>')


def extend_lists() -> None:
    extend_files(
        FilesExtension(
            columns=(
                Column(
                    key="found", label="Found", cell=_found_cell,
                    value=lambda row: getattr(row, "top_title", None),
                ),
                Column(
                    key="plays", label="Plays",
                    cell=lambda row: formats.number(getattr(row, "plays_found", None)),
                    value=lambda row: getattr(row, "plays_found", None),
                    numeric=True, narrow="off",
                ),
            ),
            filters=(
                Filter(name="found", label="Found", choices=lambda: CHOICES, apply=_narrow),
            ),
            add=_with_found,
        )
    )  # fmt: skip


def _with_found(rows: QuerySet[ScannedFile]) -> QuerySet[ScannedFile]:
    recording = Recording.objects.filter(pk=OuterRef("pk"))
    return rows.annotate(
        plays_found=Subquery(recording.values("plays")),
        top_title=Subquery(recording.values("top_title")),
        covered=Subquery(recording.values("covered")),
        has_own=Subquery(recording.values("has_own")),
    )


def _narrow(rows: QuerySet[ScannedFile], values: list[str]) -> QuerySet[ScannedFile]:
    """The rows of which any of these is true; all of them when nothing is chosen."""
    if not values:
        return rows
    found = Recording.objects.none()
    if OWN in values:
        found |= Recording.objects.filter(has_own=True)
    if SOMETHING in values:
        found |= Recording.objects.filter(plays__gt=0)
    if NOTHING in values:
        found |= Recording.objects.exclude(digest="").filter(plays=0)
    return rows.filter(pk__in=found.values("pk"))


def _found_cell(row: ScannedFile) -> SafeString | str:
    title = getattr(row, "top_title", None)
    if not title:
        return ""
    covered, length = getattr(row, "covered", 0.0) or 0.0, row.duration or 0.0
    share = f"{min(100, round(100 * covered / length))} %" if length > 0 else ""
    return format_html(
        '<span class="found"><span class="clip" title="{}">{}</span>'
        ' <span class="quiet num">{}</span>{}</span>',
        title,
        title,
        share,
        OWN_MARK if getattr(row, "has_own", False) else "",
    )
