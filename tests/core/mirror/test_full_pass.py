"""A full pass: the mirror equals the remote afterwards, at the price of what differs."""

import pytest

from buckets.models import AudioFile, Bucket
from core.clients.console import Console
from core.mirror.models import MirrorPass, MirrorScope, Mode, PassState
from projects.models import Project
from tests.core.mirror.conftest import FullPass, new_bucket
from tests.engines import Engine

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_page_is_mirrored(account: Console, full_pass: FullPass) -> None:
    made = {new_bucket(account, f"bucket {at}") for at in range(105)}
    done = full_pass("buckets")
    assert (done.state, done.requests, done.quarantined) == (PassState.DONE, 2, 0)
    mirrored = set(Bucket.objects.live().values_list("id", flat=True))
    assert made <= mirrored
    assert done.seen == done.new == len(mirrored)


def test_columns_and_payload_are_the_remotes(account: Console, full_pass: FullPass) -> None:
    key = new_bucket(account, "华语曲库")
    full_pass("buckets")
    bucket = Bucket.objects.get(pk=key)
    assert (bucket.name, bucket.type, bucket.region) == ("华语曲库", "File", "eu-west-1")
    assert bucket.document == account.get(f"buckets/{key}").rows[0]
    assert next(iter(bucket.document)) == "id"


def test_an_unchanged_remote_costs_no_write(account: Console, full_pass: FullPass) -> None:
    new_bucket(account, "still")
    full_pass("buckets")
    before = list(Bucket.objects.order_by("pk").values_list("pk", "fetched_at"))
    again = full_pass("buckets")
    assert (again.new, again.changed, again.gone) == (0, 0, 0)
    assert list(Bucket.objects.order_by("pk").values_list("pk", "fetched_at")) == before


def test_a_change_at_the_remote_arrives(account: Console, full_pass: FullPass) -> None:
    key = new_bucket(account, "before")
    full_pass("buckets")
    account.change(f"buckets/{key}", {"name": "after"})
    assert full_pass("buckets").changed == 1
    assert Bucket.objects.get(pk=key).name == "after"


def test_what_the_remote_lost_is_gone_and_still_there_to_read(
    account: Console, full_pass: FullPass
) -> None:
    kept, lost = new_bucket(account, "kept"), new_bucket(account, "lost")
    full_pass("buckets")
    account.delete(f"buckets/{lost}")
    assert full_pass("buckets").gone == 1
    assert Bucket.objects.live().filter(pk=kept).exists()
    assert Bucket.objects.get(pk=lost).is_gone
    assert Bucket.objects.get(pk=lost).name == "lost"


def test_a_lost_bucket_takes_its_files_along(demo_engine: Engine, full_pass: FullPass) -> None:
    full_pass("buckets")
    full_pass("files")
    bucket = Bucket.objects.holding_files().filter(files__isnull=False).order_by("pk")[0]
    from core.mirror import store
    from core.mirror.resources import WHOLE_ACCOUNT, get_resource

    files = AudioFile.objects.in_bucket(bucket.pk)
    assert files.live().exists()
    store.mark_gone_now(get_resource("buckets"), WHOLE_ACCOUNT, [bucket.pk])
    assert not files.live().exists()
    assert AudioFile.objects.live().exists()


def test_the_whole_demo_account_is_mirrored(demo_engine: Engine, full_pass: FullPass) -> None:
    for resource in ("buckets", "files", "projects", "containers", "scanned-files"):
        assert full_pass(resource).state == PassState.DONE
    assert Bucket.objects.filter(pk=23, type="ACRCloudFile").exists()
    assert AudioFile.objects.live().count() == sum(
        Bucket.objects.holding_files().values_list("num", flat=True)
    )
    project = Project.objects.live().get()
    linked = set(project.bucket_links.values_list("bucket_id", flat=True))
    assert linked == {bucket["id"] for bucket in project.document["buckets"]}
    fresh = MirrorScope.objects.filter(read_at__isnull=False)
    assert fresh.filter(resource="files").count() == Bucket.objects.holding_files().count()


def test_too_many_missing_at_once_hold_the_pass(account: Console, full_pass: FullPass) -> None:
    made = [new_bucket(account, f"bucket {at}") for at in range(30)]
    full_pass("buckets")
    for key in made[:22]:
        account.delete(f"buckets/{key}")
    held = full_pass("buckets")
    assert held.state == PassState.HELD
    missing = held.missing.values_list("remote_id", flat=True)
    assert sorted(map(int, missing)) == sorted(made[:22])
    assert Bucket.objects.live().filter(pk__in=made).count() == 30


def test_a_list_that_is_suddenly_empty_holds_the_pass(
    account: Console, full_pass: FullPass
) -> None:
    for at in range(3):
        fields = {"name": f"p{at}", "region": "eu-west-1", "type": "AVR", "buckets": [23]}
        account.create("base-projects", fields)
    full_pass("projects")
    for project in Project.objects.all():
        account.delete(f"base-projects/{project.pk}")
    assert full_pass("projects").state == PassState.HELD
    assert Project.objects.live().count() == 3


def test_a_pass_goes_on_where_a_crash_left_it(account: Console, full_pass: FullPass) -> None:
    for at in range(250):
        new_bucket(account, f"bucket {at}")
    from core.jobs import ledger
    from core.jobs.models import Job, JobState
    from core.mirror import services

    job = services.request_full_pass(resource="buckets")
    claimed = ledger.claim(job.pk)
    assert claimed is not None
    left = MirrorPass.objects.create(
        resource="buckets", mode=Mode.FULL, job_id=job.pk, started_at=claimed.created_at
    )
    Job.objects.filter(pk=job.pk).update(
        state=JobState.QUEUED, cursor={"pass": left.pk, "page": 3, "done": []}
    )
    done = full_pass("buckets")
    assert done.pk == left.pk
    assert done.requests == 2, "page 2, one back, and page 3"
