"""What can't be read waits in quarantine until it can."""

from datetime import UTC, datetime

import pytest

from buckets.models import Bucket
from core.clients.console import Console
from core.mirror import services
from core.mirror.models import KnownField, QuarantinedRow
from core.mirror.resources import WHOLE_ACCOUNT, get_resource
from core.mirror.store import store_rows
from tests.core.mirror.conftest import Faults, FullPass, new_bucket, new_file
from tests.engines import Engine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broken(account: Console) -> QuarantinedRow:
    key = new_bucket(account, "broken for a while")
    row = account.get(f"buckets/{key}").rows[0] | {"num": "many"}
    store_rows(get_resource("buckets"), WHOLE_ACCOUNT, [row], requested_at=datetime.now(UTC))
    return QuarantinedRow.objects.get()


def test_a_pass_that_can_read_it_takes_it_out(broken: QuarantinedRow, full_pass: FullPass) -> None:
    full_pass("buckets")
    assert not QuarantinedRow.objects.exists()
    assert Bucket.objects.filter(pk=broken.remote_id).exists()


def test_a_pass_takes_out_what_the_list_shows_no_more(
    broken: QuarantinedRow, account: Console, full_pass: FullPass
) -> None:
    store_rows(
        get_resource("buckets"), WHOLE_ACCOUNT, ["no object"], requested_at=datetime.now(UTC)
    )
    account.delete(f"buckets/{broken.remote_id}")
    full_pass("buckets")
    assert not QuarantinedRow.objects.exists()


def test_an_ordered_pass_takes_out_what_is_again_as_it_is_mirrored(
    engine: Engine, account: Console, full_pass: FullPass, faults: Faults
) -> None:
    bucket = new_bucket(account, "ordered")
    new_file(engine, bucket, "one")
    full_pass("buckets")
    full_pass("files", str(bucket))
    faults("fields", path="/api/buckets/*/files", count=1, set={"data.*.duration": "long"})
    assert full_pass("files", str(bucket)).quarantined == 1
    assert QuarantinedRow.objects.exists()
    full_pass("files", str(bucket))
    assert not QuarantinedRow.objects.exists()


def test_a_person_can_try_it_at_once(broken: QuarantinedRow) -> None:
    assert services.retry_quarantined(row=broken) is None
    assert Bucket.objects.filter(pk=broken.remote_id).exists()


def test_a_pass_with_broken_objects_ends_and_counts_them(
    account: Console, full_pass: FullPass, faults: Faults
) -> None:
    new_bucket(account, "one")
    faults("fields", path="/api/buckets", method="GET", count=1, set={"data.*.num": []})
    done = full_pass("buckets")
    assert done.quarantined == QuarantinedRow.objects.count() > 0


def test_a_field_that_the_remote_adds_is_reported_once(
    account: Console, full_pass: FullPass, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    new_bucket(account, "one")
    full_pass("buckets")
    assert not KnownField.objects.filter(is_drift=True).exists()
    faults("fields", path="/api/buckets", method="GET", set={"data.*.colour": "blue"})
    for _ in range(2):
        full_pass("buckets")
    assert KnownField.objects.get(is_drift=True).name == "colour"
    assert caplog.text.count("now have the field colour (text)") == 1
    assert Bucket.objects.get(name="one").document["colour"] == "blue"
