"""The list of the inbox."""

from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mirror.search import Wanted, find
from scanning.callbacks.states import state_of
from scanning.models import Container, Delivery, DeliveryState, ScannedFile
from ui import formats
from ui.lists import Act, Column, Empty, Found, ListPage, field_filter


def replay_act() -> Act:
    """Its address is whole: the list is also shown beside one callback, at that one's address."""
    return Act(label="Replay", icon="refresh", url=reverse("scanning:replay_picked"))


def inbox_rows() -> QuerySet[Delivery]:
    """Deliveries with the names of their file and container, without their bodies."""
    file = ScannedFile.objects.filter(pk=OuterRef("file_id"))
    container = Container.objects.filter(pk=OuterRef("container_id"))
    return Delivery.objects.annotate(
        file_name=Subquery(file.values("name")[:1]),
        container_name=Subquery(container.values("name")[:1]),
    ).defer("body", "headers")


def name_of(delivery: Delivery) -> str:
    """The file's name, or whatever else says which one it is."""
    name: str | None = getattr(delivery, "file_name", None)
    return name or (str(delivery.file_id) if delivery.file_id else "No file named")


def container_of(delivery: Delivery) -> str:
    name: str | None = getattr(delivery, "container_name", None)
    return name or (str(delivery.container_id) if delivery.container_id else formats.NOTHING)


def _link(delivery: Delivery) -> SafeString:
    url = reverse("scanning:delivery", args=[delivery.pk])
    return format_html(
        '<a href="{0}" title="{1}" hx-get="{0}" hx-target="#delivery" hx-push-url="true">{1}</a>',
        url,
        name_of(delivery),
    )


def _search(rows: QuerySet[Delivery], text: str) -> Found[Delivery]:
    """By the file's id or name, or by the number of a callback or container."""
    try:
        return Found(rows.filter(file_id=UUID(text)))
    except ValueError:
        named = find(ScannedFile.objects.all(), Wanted((text,), ["name"])).in_any_order
        matches = Q(file_id__in=named.values("pk"))
        if text.isascii() and text.isdecimal() and len(text) < 19:
            matches |= Q(pk=int(text)) | Q(container_id=int(text))
        return Found(rows.filter(matches))


DELIVERIES = ListPage[Delivery](
    name="deliveries",
    one="callback",
    many="callbacks",
    order="-received",
    columns=(
        Column(key="file", label="Recording", cell=_link, value=name_of, narrow="title"),
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
        Column(key="container", label="Container", cell=container_of, value=container_of),
        Column(
            key="tries",
            label="Tries",
            cell=lambda row: formats.number(row.tries),
            numeric=True,
            shown=False,
            unit="tries",
        ),
        Column(
            key="repeats",
            label="Repeats",
            cell=lambda row: formats.number(row.repeats),
            numeric=True,
            shown=False,
            unit="repeats",
        ),
        Column(
            key="file_id",
            label="File id",
            cell=lambda row: row.file_id or formats.NOTHING,
            shown=False,
            narrow="off",
        ),
        Column(key="why", label="What was done", cell=lambda row: row.why, shown=False),
    ),
    filters=(field_filter("state", "State", DeliveryState.choices),),
    search=_search,
    search_label="File name, file id, container id",
    empty=Empty(
        icon="inbox",
        title="No callback has arrived yet",
        text="When the scan of a recording ends, the remote tells this portal here."
        " Containers made in the portal have its callback address.",
        act="To the containers",
        act_url="/scanning/",
    ),
)
