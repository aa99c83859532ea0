"""Every scan of a recording is kept, with where it came from."""

from uuid import UUID

import pytest

from scanning import scans
from scanning.models import Scan, ScanResult, ScanState
from scanning.scans import EndedScan
from tests.core.gateway.mirror_rows import bucket, container, scanned_file

pytestmark = pytest.mark.django_db

FILE = UUID("5a0fb176-6dfb-405e-9fcf-6bbccae411d1")
FIRST = {"music": [{"offset": 1, "played_duration": 9, "result": {"title": "One", "é": "ü"}}]}
SECOND = {"music": [{"offset": 2, "played_duration": 9, "result": {"title": "Two"}}]}
LATER = "2026-11-21T14:59:00.000000Z"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[EndedScan]:
    """The scans that a listener was told of."""
    ended: list[EndedScan] = []
    monkeypatch.setattr(scans, "_listeners", [ended.append])
    return ended


@pytest.fixture(autouse=True)
def _container() -> None:
    bucket(7, name="House productions", num=12)
    container(8, name="Evening", buckets=[{"id": 7}], policy={"type": "traverse"})


def test_a_scan_keeps_its_results_and_the_settings_of_its_time(told: list[EndedScan]) -> None:
    scanned_file(FILE, 8, results=FIRST, engine=3)
    scan = Scan.objects.get()
    assert (scan.number, scan.results, scan.engine) == (1, FIRST, 3)
    assert scan.policy_type == "traverse"
    assert scan.buckets == [{"id": 7, "name": "House productions", "num": 12}]
    assert scan.read_at == ScanResult.objects.get().fetched_at
    assert [one.results for one in told] == [FIRST]


def test_reading_the_same_results_again_records_nothing(told: list[EndedScan]) -> None:
    for _ in range(2):
        scanned_file(FILE, 8, results=FIRST)
    assert Scan.objects.count() == len(told) == 1


def test_a_rescan_leaves_the_scan_before_it(told: list[EndedScan]) -> None:
    scanned_file(FILE, 8, results=FIRST)
    scanned_file(FILE, 8, state=0)
    scanned_file(FILE, 8, results=SECOND, updated_at=LATER)
    found = Scan.objects.order_by("number")
    assert [(scan.number, scan.results) for scan in found] == [(1, FIRST), (2, SECOND)]
    assert [one.number for one in told] == [1, 2]


def test_a_rescan_that_finds_the_same_is_a_scan_of_its_own() -> None:
    scanned_file(FILE, 8, results=FIRST)
    scanned_file(FILE, 8, results=FIRST, updated_at=LATER)
    assert [scan.number for scan in Scan.objects.order_by("number")] == [1, 2]


def test_a_rescan_that_finds_nothing_says_so(told: list[EndedScan]) -> None:
    scanned_file(FILE, 8, results=FIRST)
    scanned_file(FILE, 8, state=ScanState.NO_RESULT, updated_at=LATER)
    last = Scan.objects.order_by("number").last()
    assert last is not None
    assert (last.number, last.state, last.results) == (2, ScanState.NO_RESULT, None)
    assert told[-1].results is None


def test_while_it_is_scanned_nothing_has_ended(told: list[EndedScan]) -> None:
    scanned_file(FILE, 8, state=0)
    scanned_file(FILE, 8, state=0, results=FIRST)
    assert not Scan.objects.exists()
    assert not told


def test_a_mirror_that_was_emptied_tells_of_a_known_scan_again(told: list[EndedScan]) -> None:
    scanned_file(FILE, 8, results=FIRST)
    ScanResult.objects.all().delete()
    scanned_file(FILE, 8, results=FIRST)
    assert Scan.objects.count() == 1
    assert [one.number for one in told] == [1, 1]
