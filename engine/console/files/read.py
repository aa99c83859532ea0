"""Listing and showing the files of a bucket."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse

from engine.console.buckets import get_bucket
from engine.console.files.representation import represent_file
from engine.models import AudioFile, Bucket
from engine.models.audio_file import STATES
from engine.wire.call import Call
from engine.wire.envelope import data_reply
from engine.wire.errors import InvalidFieldsError, NotFoundError, UnsupportedError
from engine.wire.paging import each, page_reply

SORTS = ("id", "state", "created_at", "updated_at", "title")
ORDERS = ("asc", "desc")
MAX_IDS = 1000


def listing(call: Call, bucket_id: int) -> HttpResponse:
    bucket = get_bucket(call, bucket_id)
    rows, is_filtered = filter_files(call, AudioFile.objects.filter(bucket=bucket))
    sort = call.query.choice("sort", SORTS, default="id")
    order = call.query.choice("order", ORDERS, default="asc")
    call.query.raise_errors()
    rows = rows.order_by("id") if sort == "id" else rows.order_by(sort, "id")
    if order == "desc":
        rows = rows.reverse()

    def stored_count() -> int:
        return Bucket.objects.values_list("num", flat=True).get(pk=bucket.pk)

    return page_reply(
        call.request,
        rows,
        each(represent_file),
        # Buckets that hold no files count channels.
        count=stored_count if bucket.holds_files and not is_filtered else None,
    )


def filter_files(call: Call, rows: QuerySet[AudioFile]) -> tuple[QuerySet[AudioFile], bool]:
    """The documented filters; `keyword` is the CLI's word for `search`."""
    words = call.query.text("search") or call.query.text("keyword")
    if words:
        rows = rows.filter(title__icontains=words)
    state = call.query.values.get("state")
    if state not in (None, ""):
        rows = rows.filter(state=call.query.integer("state", choices=STATES))
    return rows, bool(words) or state not in (None, "")


def show(call: Call, bucket_id: int, ids: str) -> HttpResponse:
    """Files by id or acr_id: always an array."""
    files = get_files(call, ids, get_bucket(call, bucket_id))
    return data_reply([represent_file(file) for file in files])


def dump(call: Call, bucket_id: int) -> HttpResponse:
    get_bucket(call, bucket_id)
    raise UnsupportedError(
        "files/dump is not supported by this engine: its reply is published nowhere."
    )


def get_files(call: Call, ids: str, bucket: Bucket | None = None) -> list[AudioFile]:
    """The account's files of a comma-separated list, in order. Raises NotFoundError for none."""
    listed = [part.strip() for part in ids.split(",") if part.strip()]
    if len(listed) > MAX_IDS:
        raise InvalidFieldsError({"ids": [f"At most {MAX_IDS} ids can be given at once."]})
    numbers = {int(part) for part in listed if part.isascii() and part.isdigit() and len(part) < 19}
    names = {part.lower() for part in listed if len(part) == 32}
    rows = AudioFile.objects.filter(Q(pk__in=numbers) | Q(acr_id__in=names), account=call.account)
    rows = rows.select_related("bucket")
    if bucket is not None:
        rows = rows.filter(bucket=bucket)
    files_by_key: dict[str, list[AudioFile]] = {}
    for file in rows:
        for key in (str(file.pk), file.acr_id):
            files_by_key.setdefault(key, []).append(file)
    files = {file.pk: file for part in listed for file in files_by_key.get(part.lower(), [])}
    if not files:
        raise NotFoundError
    return list(files.values())
