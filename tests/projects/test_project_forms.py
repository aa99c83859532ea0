"""The forms and buttons by which people make, change and delete base projects."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from buckets.models import Bucket
from core.accounts.models import AuditEntry
from core.accounts.roles import Role
from core.mirror import remote
from projects.day_chart import HEIGHT, day_chart
from projects.models import DayCount, Project
from tests.buckets.remote_buckets import new_bucket
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import bucket as mirrored_bucket
from tests.core.gateway.mirror_rows import project as mirrored_project
from tests.core.gateway.mirror_rows import unplug
from tests.engines import Engine
from tests.remote_faults import fault

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator() -> Client:
    return signed_in(person(Role.OPERATOR))


def fields(bucket: Bucket, **changed: object) -> dict[str, object]:
    return {
        "name": "Cover check", "region": "eu-west-1", "type": "AVR", "buckets": [bucket.pk],
        "audio_type": "linein", **changed,
    }  # fmt: skip


def post(client: Client, path: str, data: object = None) -> HttpResponse:
    response: HttpResponse = client.post(path, data or {}, follow=True)  # type: ignore[assignment]
    return response


def made(operator: Client, **changed: object) -> Project:
    post(operator, "/projects/new/", fields(new_bucket(), **changed))
    return Project.objects.get()


def test_a_project_is_made_by_its_form_and_shown_with_its_key(
    engine: Engine, operator: Client
) -> None:
    bucket = new_bucket("House productions")
    assert "New project" in operator.get("/projects/").content.decode()
    html = operator.get("/projects/new/").content.decode()
    assert "House productions (eu-west-1)" in html
    assert 'data-holds="File"' in html
    page = post(operator, "/projects/new/", fields(bucket, external_ids=["isrc", "spotify"]))
    project = Project.objects.get()
    assert page.redirect_chain == [(f"/projects/{project.pk}/", 302)]  # type: ignore[attr-defined]
    assert "Its key works from now on" in page.content.decode()
    assert project.access_key in page.content.decode()
    assert (project.service_type, project.audio_type) == ("AVR", "linein")
    assert list(project.bucket_links.values_list("bucket_id", flat=True)) == [bucket.pk]
    assert project.document["external_ids"] == ["isrc", "spotify"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"buckets": []}, "Choose at least one bucket"),
        ({"buckets": ["999999"]}, "not one of the available choices"),
        ({"buckets": ["9" * 30]}, "not one of the available choices"),
        ({"buckets": ["x"]}, "not one of the available choices"),
        ({"type": "BM"}, "not one of the available choices"),
        ({"type": ""}, "This field is required."),
        ({"region": "moon-1"}, "not one of the available choices"),
        ({"external_ids": ["myspace"]}, "not one of the available choices"),
        ({"type": "LCD"}, "A project of type LCD can&#x27;t look in “Files”."),
        ({"name": "x" * 300}, "may not be greater than 255 characters"),  # the remote's own words
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    engine: Engine, operator: Client, changed: dict[str, object], said: str
) -> None:
    bucket = new_bucket("Files")
    page = post(operator, "/projects/new/", fields(bucket, audio_type="recorded", **changed))
    assert page.status_code == 422
    html = page.content.decode()
    field = next(iter(changed))
    wrong = "buckets" if said.startswith("A project") else field
    assert said in html.split(f'id="id_{wrong}_error"', 1)[1].split("</div>", 1)[0]
    assert '<option value="recorded" selected>' in html
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("service_type", "usable"),
    [("AVR", {"File"}), ("LCD", {"Live", "LiveTimeshift"}), ("HR", {"File", "Live"})],
)
def test_each_type_takes_the_buckets_it_can_use(
    engine: Engine, operator: Client, service_type: str, usable: set[str]
) -> None:
    ids = [new_bucket(type=one).pk for one in sorted(usable)]
    post(operator, "/projects/new/", {**fields(Bucket(pk=0)), "type": service_type, "buckets": ids})
    project = Project.objects.get()
    assert project.service_type == service_type
    assert set(project.bucket_links.values_list("bucket_id", flat=True)) == set(ids)


def test_a_bucket_that_the_remote_lost_is_said_beside_the_buckets(
    engine: Engine, operator: Client
) -> None:
    bucket = new_bucket()
    remote.console().delete(f"buckets/{bucket.pk}")
    page = post(operator, "/projects/new/", fields(bucket))
    assert page.status_code == 422
    html = page.content.decode()
    error = html.split('id="id_buckets_error"', 1)[1].split("</div>", 1)[0]
    assert "The selected buckets is invalid" in error


def test_a_remote_in_trouble_is_said_and_the_form_kept(engine: Engine, operator: Client) -> None:
    bucket = new_bucket()
    with fault(engine, "status", status=500, method="POST", path="*/base-projects"):
        page = post(operator, "/projects/new/", fields(bucket, name="Keep me"))
    html = page.content.decode()
    assert "The remote failed with status 500" in html
    assert 'value="Keep me"' in html
    assert f'value="{bucket.pk}" id="id_buckets_0" checked' in html


def test_a_remote_that_does_not_answer_loses_nothing(
    engine: Engine, operator: Client, settings: Settings
) -> None:
    project = made(operator)
    unplug(settings)
    [bucket] = Bucket.objects.all()
    page = post(operator, f"/projects/{project.pk}/edit/", fields(bucket, name="Keep me"))
    assert "could not be reached" in page.content.decode()
    assert 'value="Keep me"' in page.content.decode()
    page = post(operator, f"/projects/{project.pk}/delete/")
    assert "could not be reached" in page.content.decode()
    assert Project.objects.live().get() == project


def test_a_portal_that_reads_only_says_so(
    engine: Engine, operator: Client, settings: Settings
) -> None:
    project = made(operator)
    [bucket] = Bucket.objects.all()
    settings.ACRCLOUD_READ_ONLY = True
    for path in ("new/", f"{project.pk}/edit/", f"{project.pk}/delete/"):
        page = post(operator, f"/projects/{path}", fields(bucket, name="Other"))
        assert "set to read only" in page.content.decode()
    assert Project.objects.live().get().name == "Cover check"


def test_a_project_is_changed_by_what_differs_alone(engine: Engine, operator: Client) -> None:
    project = made(operator, external_ids=["isrc"])
    path = f"/projects/{project.pk}/edit/"
    html = operator.get(path).content.decode()
    assert 'value="Cover check"' in html
    assert 'name="type"' not in html
    [bucket] = Bucket.objects.all()
    same = fields(bucket, external_ids=["isrc"])
    assert "Nothing was changed" in post(operator, path, same).content.decode()
    assert not AuditEntry.objects.filter(act="change project").exists()
    other = new_bucket("Other")
    changed = {**same, "audio_type": "recorded", "buckets": [bucket.pk, other.pk]}
    post(operator, path, {**changed, "external_ids": []})
    detail = AuditEntry.objects.get(act="change project").detail
    assert set(detail) == {"audio_type", "buckets", "external_ids"}
    project.refresh_from_db()
    assert project.audio_type == "recorded"
    assert project.document["external_ids"] == []
    assert project.bucket_links.count() == 2


def test_external_ids_are_the_same_in_any_case_and_keep_their_spelling(
    engine: Engine, operator: Client
) -> None:
    bucket = new_bucket()
    given = {"name": "Old", "region": "eu-west-1", "type": "AVR", "buckets": [bucket.pk]}
    ids = ["MusicBrainz", "Youtube", "AppleMusic"]
    [row] = remote.console().create("base-projects", {**given, "external_ids": ids}).rows
    project = mirrored_project(row["id"], name="Old", buckets=row["buckets"], external_ids=ids)
    path = f"/projects/{project.pk}/edit/"
    html = operator.get(path).content.decode()
    for ticked in ("musicbrainz", "youtube", "applemusic"):
        assert f'value="{ticked}"' in html
        assert "checked" in html.split(f'value="{ticked}"', 1)[1].split(">", 1)[0]
    ticked_now = ["isrc", "applemusic", "musicbrainz"]
    post(operator, path, fields(bucket, name="Old", external_ids=ticked_now))
    project.refresh_from_db()
    assert project.document["external_ids"] == ["isrc", "AppleMusic", "MusicBrainz"]


def test_what_a_project_looked_in_before_is_not_dropped_by_another_change(
    engine: Engine, operator: Client
) -> None:
    """Made elsewhere with a bucket that its type can't use by the documents."""
    live, bucket = new_bucket(type="Live"), new_bucket()
    given = {"name": "Odd", "region": "eu-west-1", "type": "AVR", "buckets": [bucket.pk, live.pk]}
    [row] = remote.console().create("base-projects", given).rows
    project = mirrored_project(row["id"], name="Odd", buckets=row["buckets"], external_ids=[])
    changed = fields(bucket, name="Renamed", buckets=[bucket.pk, live.pk])
    post(operator, f"/projects/{project.pk}/edit/", changed)
    assert AuditEntry.objects.get(act="change project").detail == {"name": "Renamed"}
    project.refresh_from_db()
    assert project.bucket_links.count() == 2


def test_a_bucket_that_is_not_mirrored_yet_is_not_dropped_by_another_one(
    engine: Engine, operator: Client
) -> None:
    bucket, unseen, other = new_bucket(), new_bucket(), new_bucket()
    ids = [bucket.pk, unseen.pk]
    given = {"name": "New", "region": "eu-west-1", "type": "AVR", "buckets": ids}
    [row] = remote.console().create("base-projects", given).rows
    Bucket.objects.filter(pk=unseen.pk).delete()
    project = mirrored_project(row["id"], name="New", buckets=row["buckets"], external_ids=[])
    path = f"/projects/{project.pk}/edit/"
    page = post(operator, path, fields(bucket, name="New"))
    assert "Nothing was changed" in page.content.decode()
    post(operator, path, fields(bucket, name="New", buckets=[bucket.pk, other.pk]))
    there = remote.console().get(f"base-projects/{project.pk}").rows[0]
    assert {one["id"] for one in there["buckets"]} == {*ids, other.pk}


def test_a_project_is_deleted_after_a_warning(engine: Engine, operator: Client) -> None:
    project = made(operator)
    page = operator.get(f"/projects/{project.pk}/").content.decode()
    assert "Its access key stops working at once" in page
    assert (
        "its key no longer works"
        in post(operator, f"/projects/{project.pk}/delete/").content.decode()
    )
    project.refresh_from_db()
    assert project.is_gone
    assert "delete-project" not in operator.get(f"/projects/{project.pk}/").content.decode()


ACTS = ("new/", "3/edit/", "3/delete/")


def test_each_act_asks_for_its_role(operator: Client) -> None:
    mirrored_bucket(7)
    mirrored_project(3)
    viewer = signed_in(person(Role.VIEWER))
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(person(Role.OPERATOR))
    for act in ACTS:
        assert viewer.post(f"/projects/{act}").status_code == 403
        assert Client().post(f"/projects/{act}").status_code == 302
        assert guarded.post(f"/projects/{act}").status_code == 403
    assert operator.get("/projects/3/delete/").status_code == 405
    assert operator.get("/projects/4/edit/").status_code == 404
    for page in ("/projects/", "/projects/3/"):
        html = viewer.get(page).content.decode()
        for offered in ("New project", "/edit/", "delete-project"):
            assert offered not in html


def count_days(project_id: int, *days: tuple[int, int, int, int]) -> None:
    today = datetime.now(UTC).date()
    for ago, with_result, without, errors in days:
        DayCount.objects.create(
            project_id=project_id,
            day=today - timedelta(days=ago),
            with_result=with_result,
            without_result=without,
            errors=errors,
        )


def test_the_days_are_drawn_and_told_with_what_is_billed() -> None:
    mirrored_project(3)
    viewer = signed_in(person())
    assert "Nothing was counted yet" in viewer.get("/projects/3/").content.decode()
    count_days(3, (0, 1000, 3, 2), (29, 7, 4, 0), (30, 5000, 0, 0))
    count_days(4, (0, 90000, 0, 0))
    html = viewer.get("/projects/3/").content.decode()
    sums = html.split('class="days-sums', 1)[1].split("</p>", 1)[0]
    for said in ("<b>1,010.5</b> billed", "1,007 with a result", "7 without", "2 errors"):
        assert said in sums
    drawing = html.split("<svg width", 1)[1].split("</svg>", 1)[0]
    assert drawing.count('<g class="days-bar">') == 2
    assert "1,001.5 billed" in drawing
    assert ">1,200</text>" in drawing
    table = html.split('<table class="days-table', 1)[1].split("</table>", 1)[0]
    assert table.count('<th scope="row">') == 2
    assert "<td>1,000</td><td>3</td><td>2</td><td>1,001.5</td>" in table
    longer = viewer.get("/projects/3/?days=90").content.decode()
    assert "<b>6,010.5</b> billed" in longer
    assert "<b>1,010.5</b> billed" in viewer.get("/projects/3/?days=999999").content.decode()


def test_the_highest_bar_reaches_no_higher_than_its_axis() -> None:
    count_days(3, (0, 30, 15, 5), (1, 0, 0, 0))
    chart = day_chart(3, 30)
    assert chart is not None
    assert chart.top == 50
    empty, full = chart.bars
    assert empty.parts == ()
    assert sum(part.height for part in full.parts) == HEIGHT
    assert min(part.y for part in full.parts) == 0
