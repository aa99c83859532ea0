"""The list page of callbacks."""

from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.mirror.search.queries import search_rows
from core.mirror.search.terms import SearchTerms
from core.ui import formats
from core.ui.lists import Column, EmptyState, ListAction, ListPage, SearchResult, field_filter
from scanning.callbacks.presenters import state_of
from scanning.models import Container, Delivery, DeliveryState, ScannedFile


def replay_action() -> ListAction:
    """An absolute URL, because the list is also shown on the page of a single callback."""
    return ListAction(label="Replay", icon="refresh", url=reverse("scanning:replay_selected"))


def inbox_rows() -> QuerySet[Delivery]:
    """Deliveries with the names of their file and container, without their bodies."""
    file = ScannedFile.objects.filter(pk=OuterRef("file_id"))
    container = Container.objects.filter(pk=OuterRef("container_id"))
    return Delivery.objects.annotate(
        file_name=Subquery(file.values("name")[:1]),
        container_name=Subquery(container.values("name")[:1]),
    ).defer("headers")


def file_name_of(delivery: Delivery) -> str:
    """The file's name, else its id."""
    name: str | None = getattr(delivery, "file_name", None)
    return name or (str(delivery.file_id) if delivery.file_id else "No file named")


def container_name_of(delivery: Delivery) -> str:
    name: str | None = getattr(delivery, "container_name", None)
    return name or (str(delivery.container_id) if delivery.container_id else formats.EMPTY_VALUE)


def _link(delivery: Delivery) -> SafeString:
    url = reverse("scanning:delivery", args=[delivery.pk])
    return format_html(
        '<a href="{0}" title="{1}" hx-get="{0}" hx-target="#delivery" hx-push-url="true">{1}</a>',
        url,
        file_name_of(delivery),
    )


def _search(rows: QuerySet[Delivery], text: str) -> SearchResult[Delivery]:
    """By the file's id or name, or by the id of a callback or container."""
    try:
        return SearchResult(rows.filter(file_id=UUID(text)))
    except ValueError:
        files = search_rows(ScannedFile.objects.all(), SearchTerms((text,), ["name"])).unordered
        matches = Q(file_id__in=files.values("pk"))
        if text.isascii() and text.isdecimal() and len(text) < 19:
            matches |= Q(pk=int(text)) | Q(container_id=int(text))
        return SearchResult(rows.filter(matches))


DELIVERIES = ListPage[Delivery](
    name="deliveries",
    singular="callback",
    plural="callbacks",
    order="-received",
    columns=(
        Column(key="file", label="Recording", cell=_link, value=file_name_of, narrow="title"),
        Column(
            key="state",
            label="State",
            cell=lambda row: state_of(row).badge(),
            value=lambda row: state_of(row).word,
            narrow="aside",
        ),
        Column(
            key="received",
            label="Arrived",
            cell=lambda row: formats.ago(row.received_at),
            value=lambda row: row.received_at,
            sort="pk",
        ),
        Column(key="container", label="Container", cell=container_name_of, value=container_name_of),
        Column(
            key="tries",
            label="Tries",
            cell=lambda row: formats.number(row.tries),
            numeric=True,
            shown_by_default=False,
            unit="tries",
        ),
        Column(
            key="repeats",
            label="Repeats",
            cell=lambda row: formats.number(row.repeats),
            numeric=True,
            shown_by_default=False,
            unit="repeats",
        ),
        Column(
            key="file_id",
            label="File id",
            cell=lambda row: row.file_id or formats.EMPTY_VALUE,
            shown_by_default=False,
            narrow="off",
        ),
        Column(key="why", label="What was done", cell=lambda row: row.why, shown_by_default=False),
    ),
    filters=(field_filter("state", "State", DeliveryState.choices),),
    search=_search,
    search_label="File name, file id, container id",
    empty=EmptyState(
        icon="inbox",
        title="No callback has arrived yet",
        text="When the scan of a recording ends, the remote sends a callback to this portal."
        " Containers made in the portal have its callback address.",
        action_label="To the containers",
        action_url="/scanning/",
    ),
)
