"""One delivery as its page shows it."""

from dataclasses import dataclass

from scanning.models import Container, Delivery, DeliveryAttempt, ScannedFile
from ui.json_text import set_out

# More than this makes a browser slow; the rest is in the download.
MOST_SHOWN = 200_000


@dataclass(frozen=True, slots=True)
class Body:
    """`pretty` is "" for what can't be set out as JSON. `is_cut`: not all of it is shown."""

    pretty: str
    raw: str
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    delivery: Delivery
    attempts: list[DeliveryAttempt]
    file: ScannedFile | None
    container: Container | None
    body: Body


def inspect(delivery: Delivery) -> Inspected:
    file = ScannedFile.objects.filter(pk=delivery.file_id).first() if delivery.file_id else None
    container_id = file.container_id if file else delivery.container_id
    return Inspected(
        delivery=delivery,
        attempts=list(delivery.attempts.all()),
        file=file,
        container=Container.objects.filter(pk=container_id).first() if container_id else None,
        body=read_body(bytes(delivery.body)),
    )


def read_body(body: bytes) -> Body:
    raw = body[:MOST_SHOWN].decode(errors="replace")
    pretty = set_out(body)
    return Body(pretty[:MOST_SHOWN], raw, len(body) > MOST_SHOWN or len(pretty) > MOST_SHOWN)
