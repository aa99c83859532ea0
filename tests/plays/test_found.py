"""A container's list says what was found in each recording, and is narrowed by it."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from django.test import Client

from core.accounts.roles import Role
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import bucket, container, scanned_file
from tests.plays.made_up_matches import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer() -> Client:
    bucket(7)
    container(8)
    both = {
        "custom_files": [entry(0, 30, "Jingle <b>")],
        "music": [entry(60, 60, "Hello")],
    }
    scanned_file(UUID(int=1), 8, name="both.mp3", duration=180, results=both)
    scanned_file(
        UUID(int=2),
        8,
        name="music.mp3",
        duration=60,
        results={"music": [entry(0, 60, "Sky")]},
        created_at="2026-03-05T10:00:00.000000Z",
    )
    scanned_file(UUID(int=3), 8, name="silence.mp3", state=-1)
    scanned_file(UUID(int=4), 8, name="waiting.mp3", state=0)
    return signed_in(person(Role.VIEWER))  # fmt: skip


def shown(client: Client, query: str) -> Sequence[str]:
    listing = client.get(f"/scanning/8/?{query}").context["listing"]
    return sorted(row.name for row in listing.window.rows)


def test_it_says_what_was_played_longest_and_how_much_is_covered(viewer: Client) -> None:
    page = viewer.get("/scanning/8/").content.decode()
    assert "Hello" in page
    assert "50 %" in page
    assert "100 %" in page
    assert "Jingle <b>" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("found=own", ["both.mp3"]),
        ("found=something", ["both.mp3", "music.mp3"]),
        ("found=nothing", ["silence.mp3"]),
        ("found=own&found=nothing", ["both.mp3", "silence.mp3"]),
        ("from=2026-03-05&to=2026-03-05", ["music.mp3"]),
        ("max_length=100", ["music.mp3"]),
        ("min_length=100&found=something", ["both.mp3"]),
        ("found=something&state=-1", []),
    ],
)
def test_it_is_narrowed(viewer: Client, query: str, names: list[str]) -> None:
    assert shown(viewer, query) == names


def test_what_is_narrowed_is_counted_and_not_the_whole_list(viewer: Client) -> None:
    page = viewer.get("/scanning/8/?found=something&size=25").content.decode()
    assert "2 scanned files" in page
    listing = viewer.get("/scanning/8/?found=something").context["listing"]
    assert listing.count == 2


def test_the_export_says_it_too(viewer: Client) -> None:
    response = viewer.get("/scanning/8/?format=csv&found=own")
    [head, line] = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert "Found" in head
    assert "Hello" in line
