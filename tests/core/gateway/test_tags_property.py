"""Whatever happens to an account, no tag of the gateway ever stands for two answers."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from buckets.models import AudioFile
from buckets.resources import FILES
from core.accounts.scopes import TokenScope
from core.mirror.resources import Resource, Scope
from core.mirror.schema.build import build_companions
from core.mirror.store import mark_gone, store_rows
from scanning.models import ScannedFile, ScanResult
from scanning.resources import SCANNED_FILES
from scanning.scans import store_results
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import MOMENT, bucket, container

FILES_OF_8, SCANS_OF_9 = "/api/buckets/8/files", "/api/fs-containers/9/files"
PATHS = [
    FILES_OF_8,
    f"{FILES_OF_8}?per_page=2",
    f"{FILES_OF_8}?per_page=2&page=2",
    f"{FILES_OF_8}?state=1&order=desc",
    f"{FILES_OF_8}?search=song",
    SCANS_OF_9,
    f"{SCANS_OF_9}?with_result=1",
    f"{SCANS_OF_9}?with_result=true&state=1",
    f"{FILES_OF_8}/1",
    f"{SCANS_OF_9}/{UUID(int=1)}",
    "/api/buckets",
    "/api/buckets/8",
]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["file", "scan", "results", "gone", "delete", "bucket", "anew", "look"]),
        st.integers(1, 5),
        st.integers(0, 2),
    ),
    max_size=12,
)


class AnyHistory(TestCase):
    @settings(deadline=None, max_examples=15)
    @given(ACTS)
    def test_no_tag_stands_for_two_answers(self, acts: list[tuple[str, int, int]]) -> None:
        bucket(8), container(9)
        client = service_with(TokenScope.READ_BUCKETS, TokenScope.READ_SCANNING)
        bodies: dict[tuple[str, str], bytes] = {}
        last: dict[str, tuple[str, bytes]] = {}
        at = datetime.now(UTC) - timedelta(days=1)
        for act, key, value in [("look", 1, 0), *acts]:
            at += timedelta(seconds=1)
            happen(act, key, value, at)
            for path in PATHS:
                answer = client.get(path)
                if answer.status_code != 200:
                    last.pop(path, None)
                    continue
                tag, body = answer["ETag"], answer.getvalue()
                assert bodies.setdefault((path, tag), body) == body, path
                if path in last:
                    kept = client.get(path, headers={"If-None-Match": last[path][0]})
                    assert kept.status_code in {200, 304}
                    assert kept.status_code == 200 or last[path][1] == body, path
                last[path] = (tag, body)


def happen(act: str, key: int, value: int, at: datetime) -> None:
    file_id = UUID(int=key)
    if act == "file":
        written(
            FILES, "8", at, id=key, bucket_id=8, acr_id=f"{key:032x}", title="a song", more=value
        )
    elif act == "scan":
        written(SCANNED_FILES, "9", at, id=str(file_id), cid=9, name=f"scan {value}", uri="")
    elif act == "results":
        store_results(file_id, {"music": [{"title": str(value)}]}, at)
    elif act == "gone":
        mark_gone(FILES, Scope("8"), [key], requested_at=at)
        mark_gone(SCANNED_FILES, Scope("9"), [file_id], requested_at=at)
    elif act == "delete":
        AudioFile.objects.filter(pk=key).delete()
        ScanResult.objects.filter(pk=file_id).delete()
    elif act == "bucket":
        bucket(8, labels=[value])
    elif act == "anew":
        for model in (AudioFile, ScannedFile, ScanResult):
            build_companions(model)


def written(resource: Resource[Any], scope: str, at: datetime, **row: Any) -> None:
    whole = {
        "uid": 1, "state": 1, "duration": 79, "user_defined": {}, "audio_id": "",
        "data_type": "audio", "engine": 1, "created_at": MOMENT, "updated_at": MOMENT,
    }  # fmt: skip
    stored = store_rows(resource, Scope(scope), [{**whole, **row}], requested_at=at)
    assert not stored.quarantined
