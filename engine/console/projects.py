"""`/api/base-projects`. Source: docs.acrcloud.com, Console API, Base Projects."""

from datetime import date, timedelta

from django.http import HttpResponse

from engine.clock import now, stamp
from engine.console.buckets import brief, named, node_of
from engine.models import BaseProject, DayCount
from engine.models.bucket import REGIONS
from engine.models.project import AUDIO_TYPES, PROJECT_TYPES
from engine.wire.call import Call
from engine.wire.envelope import iso, nothing, one, reply
from engine.wire.errors import Invalid, NotFound
from engine.wire.fields import Fields
from engine.wire.paging import paged

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
MOST_DAYS = 366


def listing(call: Call) -> HttpResponse:
    rows = BaseProject.objects.filter(account=call.account).order_by("-id")
    if region := call.query.choice("region", REGIONS):
        rows = rows.filter(region=region)
    if kind := call.query.choice("type", PROJECT_TYPES):
        rows = rows.filter(service_type=kind)
    call.query.check()
    return paged(call.request, rows, lambda found: [shown(project) for project in found])


def create(call: Call) -> HttpResponse:
    fields = call.fields
    moment = stamp()
    project = BaseProject(
        account=call.account,
        name=fields.text("name", required=True),
        region=fields.choice("region", REGIONS, required=True),
        service_type=fields.choice("type", PROJECT_TYPES, required=True),
        audio_type=fields.choice("audio_type", AUDIO_TYPES, default="linein"),
        bucket_ids=named(call, fields),
        external_ids=platforms(fields),
        created_at=moment,
        updated_at=moment,
    )
    fields.check()
    project.save()
    return one(shown(project), status=201)


def show(call: Call, project_id: int) -> HttpResponse:
    return one(shown(project_of(call, project_id)))


def update(call: Call, project_id: int) -> HttpResponse:
    project = project_of(call, project_id)
    fields = call.fields
    if "name" in fields:
        project.name = fields.text("name", required=True)
    if "buckets" in fields:
        project.bucket_ids = named(call, fields)
    if "audio_type" in fields:
        project.audio_type = fields.choice("audio_type", AUDIO_TYPES, required=True)
    if "external_ids" in fields:
        project.external_ids = platforms(fields)
    fields.check()
    project.updated_at = stamp()
    project.save()
    return one(shown(project))


def delete(call: Call, project_id: int) -> HttpResponse:
    project_of(call, project_id).delete()
    return nothing()


def buckets_status(call: Call, project_id: int) -> HttpResponse:
    """Which node serves which bucket; without the `data` envelope, as documented."""
    status: dict[str, list[object]] = {}
    for bucket in project_of(call, project_id).buckets():
        status.setdefault(bucket.type, []).append(
            {
                "buckets": [{"name": bucket.name, "id": bucket.pk}],
                "nodes": {"node": node_of(bucket), "status": int(bucket.state == 1)},
            }
        )
    return reply(status)


def day_stat(call: Call, project_id: int) -> HttpResponse:
    """Identify requests served per day; `start_date` and `end_date` are the CLI's spelling."""
    project = project_of(call, project_id)
    end = day(call.query, ("end", "end_date")) or now().date()
    start = day(call.query, ("start", "start_date")) or week_before(end)
    call.query.check()
    if start > end:
        raise Invalid({"end": ["The end must be a date after or equal to start."]})
    if (end - start).days >= MOST_DAYS:
        raise Invalid({"start": [f"At most {MOST_DAYS} days can be asked for at once."]})
    counts = {
        count.date: count
        for count in DayCount.objects.filter(project=project, date__range=(start, end))
    }
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return one([counted(each, counts.get(each)) for each in days])


def week_before(end: date) -> date:
    """The first of the seven days that end so, or the first day there is."""
    return end - min(timedelta(days=6), end - date.min)


def counted(date: date, count: DayCount | None) -> dict[str, object]:
    return {
        "date": date.isoformat(),
        "result": count.result if count else 0,
        "noresult": count.noresult if count else 0,
        "error": count.error if count else 0,
    }


def day(query: Fields, names: tuple[str, ...]) -> date | None:
    for name in names:
        if text := query.text(name):
            try:
                return date.fromisoformat(text)
            except ValueError:
                query.wrong(name, f"The {name} does not match the format Y-m-d.")
    return None


def platforms(fields: Fields) -> list[str]:
    names = fields.strings("external_ids")
    for name in names:
        if name.casefold() not in PLATFORMS:
            fields.wrong("external_ids", f"The selected external ids is invalid: {name[:100]}.")
    return names


def project_of(call: Call, project_id: int) -> BaseProject:
    project = BaseProject.objects.filter(account=call.account, pk=project_id).first()
    if project is None:
        raise NotFound
    return project


def shown(project: BaseProject) -> dict[str, object]:
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
        "created_at": iso(project.created_at),
        "updated_at": iso(project.updated_at),
        "buckets": [brief(bucket) for bucket in project.buckets()],
        "status_check": 2,
        "external_ids": project.external_ids,
    }
