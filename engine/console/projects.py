"""`/api/base-projects`. Source: docs.acrcloud.com, Console API, Base Projects."""

from datetime import date, timedelta

from django.http import HttpResponse

from engine.clock import now, stamp
from engine.console.buckets import bucket_ids_field, node_id, represent_bucket_briefly
from engine.models import BaseProject, DayCount
from engine.models.bucket import REGIONS
from engine.models.project import AUDIO_TYPES, PROJECT_TYPES
from engine.wire.call import Call
from engine.wire.envelope import data_reply, iso_time, json_reply, no_content
from engine.wire.errors import InvalidFieldsError, NotFoundError
from engine.wire.fields import Fields
from engine.wire.paging import each, page_reply

# Compared without case: the API's own examples write both "spotify" and "Spotify".
PLATFORMS = {
    "spotify",
    "deezer",
    "isrc",
    "upc",
    "iswc",
    "musicbrainz",
    "youtube",
    "itunes",
    "apple",
    "applemusic",
    "musicstory",
    "lyricfind",
}
MAX_DAYS = 366


def listing(call: Call) -> HttpResponse:
    rows = BaseProject.objects.filter(account=call.account).order_by("-id")
    if region := call.query.choice("region", REGIONS):
        rows = rows.filter(region=region)
    if kind := call.query.choice("type", PROJECT_TYPES):
        rows = rows.filter(service_type=kind)
    call.query.raise_errors()
    return page_reply(call.request, rows, each(represent_project))


def create(call: Call) -> HttpResponse:
    fields = call.fields
    moment = stamp()
    project = BaseProject(
        account=call.account,
        name=fields.text("name", required=True),
        region=fields.choice("region", REGIONS, required=True),
        service_type=fields.choice("type", PROJECT_TYPES, required=True),
        audio_type=fields.choice("audio_type", AUDIO_TYPES, default="linein"),
        bucket_ids=bucket_ids_field(call, fields),
        external_ids=platforms_field(fields),
        created_at=moment,
        updated_at=moment,
    )
    fields.raise_errors()
    project.save()
    return data_reply(represent_project(project), status=201)


def show(call: Call, project_id: int) -> HttpResponse:
    return data_reply(represent_project(get_project(call, project_id)))


def update(call: Call, project_id: int) -> HttpResponse:
    project = get_project(call, project_id)
    fields = call.fields
    if "name" in fields:
        project.name = fields.text("name", required=True)
    if "buckets" in fields:
        project.bucket_ids = bucket_ids_field(call, fields)
    if "audio_type" in fields:
        project.audio_type = fields.choice("audio_type", AUDIO_TYPES, required=True)
    if "external_ids" in fields:
        project.external_ids = platforms_field(fields)
    fields.raise_errors()
    project.updated_at = stamp()
    project.save()
    return data_reply(represent_project(project))


def delete(call: Call, project_id: int) -> HttpResponse:
    get_project(call, project_id).delete()
    return no_content()


def buckets_status(call: Call, project_id: int) -> HttpResponse:
    """Which node serves which bucket; without the `data` envelope, as documented."""
    status: dict[str, list[object]] = {}
    for bucket in get_project(call, project_id).buckets():
        status.setdefault(bucket.type, []).append(
            {
                "buckets": [{"name": bucket.name, "id": bucket.pk}],
                "nodes": {"node": node_id(bucket), "status": int(bucket.state == 1)},
            }
        )
    return json_reply(status)


def day_stat(call: Call, project_id: int) -> HttpResponse:
    """Identify requests served per day; `start_date` and `end_date` are the CLI's spelling."""
    project = get_project(call, project_id)
    end = date_field(call.query, ("end", "end_date")) or now().date()
    start = date_field(call.query, ("start", "start_date")) or week_start(end)
    call.query.raise_errors()
    if start > end:
        raise InvalidFieldsError({"end": ["The end must be a date after or equal to start."]})
    if (end - start).days >= MAX_DAYS:
        raise InvalidFieldsError({"start": [f"At most {MAX_DAYS} days can be asked for at once."]})
    counts = {
        count.date: count
        for count in DayCount.objects.filter(project=project, date__range=(start, end))
    }
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return data_reply([represent_day(date, counts.get(date)) for date in days])


def week_start(end: date) -> date:
    """The first of the seven days that end with `end`, or the first possible day."""
    return end - min(timedelta(days=6), end - date.min)


def represent_day(date: date, count: DayCount | None) -> dict[str, object]:
    return {
        "date": date.isoformat(),
        "result": count.result if count else 0,
        "noresult": count.noresult if count else 0,
        "error": count.error if count else 0,
    }


def date_field(query: Fields, names: tuple[str, ...]) -> date | None:
    for name in names:
        if text := query.text(name):
            try:
                return date.fromisoformat(text)
            except ValueError:
                query.add_error(name, f"The {name} does not match the format Y-m-d.")
    return None


def platforms_field(fields: Fields) -> list[str]:
    names = fields.strings("external_ids")
    for name in names:
        if name.casefold() not in PLATFORMS:
            fields.add_error("external_ids", f"The selected external ids is invalid: {name[:100]}.")
    return names


def get_project(call: Call, project_id: int) -> BaseProject:
    project = BaseProject.objects.filter(account=call.account, pk=project_id).first()
    if project is None:
        raise NotFoundError
    return project


def represent_project(project: BaseProject) -> dict[str, object]:
    return {
        "id": project.pk,
        "uid": project.account_id,
        "access_key": project.access_key,
        "access_secret": project.access_secret,
        "name": project.name,
        "service_type": project.service_type,
        "state": project.state,
        "region": project.region,
        "day_limit": project.day_limit,
        "total_limit": 0,
        "qps_limit": project.qps_limit,
        "audio_type": project.audio_type,
        "version": 1,
        "external_id": "",
        "created_at": iso_time(project.created_at),
        "updated_at": iso_time(project.updated_at),
        "buckets": [represent_bucket_briefly(bucket) for bucket in project.buckets()],
        "status_check": 2,
        "external_ids": project.external_ids,
    }
