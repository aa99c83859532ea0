"""Listing and showing the files of a bucket."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse

from engine.console.buckets import bucket_of
from engine.console.files.shape import shown
from engine.models import AudioFile, Bucket
from engine.models.audio_file import STATES
from engine.wire.call import Call
from engine.wire.envelope import one
from engine.wire.errors import Invalid, NotFound, Unsupported
from engine.wire.paging import paged

SORTS = ("id", "state", "created_at", "updated_at", "title")
ORDERS = ("asc", "desc")
MOST_IDS = 1000


def listing(call: Call, bucket_id: int) -> HttpResponse:
    bucket = bucket_of(call, bucket_id)
    rows, narrowed = filtered(call, AudioFile.objects.filter(bucket=bucket))
    sort = call.query.choice("sort", SORTS, default="id")
    order = call.query.choice("order", ORDERS, default="asc")
    call.query.check()
    rows = rows.order_by("id") if sort == "id" else rows.order_by(sort, "id")
    if order == "desc":
        rows = rows.reverse()

    def kept() -> int:
        return Bucket.objects.values_list("num", flat=True).get(pk=bucket.pk)

    return paged(
        call.request,
        rows,
        lambda found: [shown(file) for file in found],
        # What other buckets count are channels.
        count=kept if bucket.holds_files and not narrowed else None,
    )


def filtered(call: Call, rows: QuerySet[AudioFile]) -> tuple[QuerySet[AudioFile], bool]:
    """The documented filters; `keyword` is the CLI's word for `search`."""
    words = call.query.text("search") or call.query.text("keyword")
    if words:
        rows = rows.filter(title__icontains=words)
    state = call.query.given.get("state")
    if state not in (None, ""):
        rows = rows.filter(state=call.query.integer("state", choices=STATES))
    return rows, bool(words) or state not in (None, "")


def show(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    """The files asked for by id or acr_id: an array, also for one."""
    files = files_of(call, ids, bucket_of(call, bucket_id))
    return one([shown(file) for file in files])


def dump(call: Call, bucket_id: int) -> HttpResponse:
    bucket_of(call, bucket_id)
    raise Unsupported("files/dump is not supported by this engine: its reply is published nowhere.")


def files_of(call: Call, ids: str, bucket: Bucket | None = None) -> list[AudioFile]:
    """The account's files of a comma list, in its order; raises NotFound when none is there."""
    wanted = [part.strip() for part in ids.split(",") if part.strip()]
    if len(wanted) > MOST_IDS:
        raise Invalid({"ids": [f"At most {MOST_IDS} ids can be given at once."]})
    numbers = {int(part) for part in wanted if part.isascii() and part.isdigit() and len(part) < 19}
    names = {part.lower() for part in wanted if len(part) == 32}
    rows = AudioFile.objects.filter(Q(pk__in=numbers) | Q(acr_id__in=names), account=call.account)
    rows = rows.select_related("bucket")
    if bucket is not None:
        rows = rows.filter(bucket=bucket)
    found: dict[str, list[AudioFile]] = {}
    for file in rows:
        for key in (str(file.pk), file.acr_id):
            found.setdefault(key, []).append(file)
    listed = {file.pk: file for part in wanted for file in found.get(part.lower(), [])}
    if not listed:
        raise NotFound
    return list(listed.values())
