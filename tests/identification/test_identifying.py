"""A sample is cut, signed with the project's own key, recognized, and kept in the history."""

from collections.abc import Callable
from pathlib import Path

import pytest

from buckets.models import AudioFile
from core.accounts.audit import Actor
from core.accounts.models import AuditEntry
from core.audio.errors import NotAudioError
from core.mirror import secrets
from core.mirror.models import MirrorRemote
from core.mirror.remote import OtherAccountError
from identification.models import Identification
from identification.services.identify import NoProjectKeyError, identify
from identification.services.samples import SampleTooShortError
from projects.models import Project


@pytest.mark.parametrize(
    ("slug", "section"), [("night-bus", "custom_files"), ("polarlys", "music")]
)
def test_piece_is_found_where_it_really_plays(
    project: Project, actor: Actor, part: Callable[..., Path], slug: str, section: str
) -> None:
    recording = part(slug, begin=20, seconds=30)

    row = identify(
        sample_path=recording,
        sample_name="on air.mp3",
        project=project,
        begin=5,
        length=10,
        by=actor,
    )

    assert row.status_code == 0
    outcome = row.outcome
    assert outcome is not None
    best = outcome.matches[0]
    assert best.section == section
    moments = best.times
    assert moments.begin is not None
    assert moments.sample_begin is not None
    assert moments.begin - moments.sample_begin == pytest.approx(25, abs=0.1)
    assert moments.end == pytest.approx(35, abs=2)
    assert row.duration == pytest.approx(10, abs=0.05)


def test_history_keeps_who_asked_what_and_what_came(
    project: Project, actor: Actor, part: Callable[..., Path]
) -> None:
    identify(
        sample_path=part("night-bus"),
        sample_name="a\nb\0.mp3" + "x" * 300,
        project=project,
        by=actor,
    )

    row = Identification.objects.get()
    piece = AudioFile.objects.get(title="Night Bus 27")
    assert (row.by, row.by_name) == (actor.user, actor.name)
    assert (row.project_id, row.project_name) == (project.pk, project.name)
    assert row.sample_name == ("ab.mp3" + "x" * 300)[:255]
    assert (row.best_title, row.best_artists, row.best_acr_id) == (
        "Night Bus 27",
        "Fairgate",
        piece.acr_id,
    )
    assert row.best_score is not None
    assert row.took_seconds is not None
    assert '"acrid"' in row.response


def test_trail_says_who_identified_what(
    project: Project, actor: Actor, part: Callable[..., Path]
) -> None:
    row = identify(
        sample_path=part("night-bus"), sample_name="on air.mp3", project=project, by=actor
    )

    entry = AuditEntry.objects.get(act="identify")
    assert (entry.user, entry.target) == (actor.user, f"project {project.pk}")
    assert entry.detail == {"identification": row.pk, "sample": "on air.mp3", "code": 0}


def test_noise_is_no_result(project: Project, actor: Actor, noise: Path) -> None:
    row = identify(sample_path=noise, sample_name="noise.wav", project=project, by=actor)

    assert row.status_code == 1001
    assert row.outcome is not None
    assert "did not recognize" in row.outcome.advice.explanation
    assert Identification.objects.without_result().get() == row


def test_wrong_secret_is_told_by_its_code(
    project: Project, actor: Actor, part: Callable[..., Path]
) -> None:
    project.secrets = secrets.seal({"access_secret": "not the one"})

    row = identify(sample_path=part("night-bus"), sample_name="x", project=project, by=actor)

    assert row.status_code == 3014
    assert row.outcome is not None
    assert "secret" in row.outcome.advice.explanation
    assert Identification.objects.refused().get() == row


def test_project_without_a_secret_is_not_asked_with(
    project: Project, actor: Actor, part: Callable[..., Path]
) -> None:
    project.secrets = ""
    with pytest.raises(NoProjectKeyError, match="sync the projects"):
        identify(sample_path=part("night-bus"), sample_name="x", project=project, by=actor)
    assert not Identification.objects.exists()


def test_key_of_one_account_is_not_used_at_another(
    project: Project, actor: Actor, part: Callable[..., Path]
) -> None:
    MirrorRemote.objects.update(base_url="https://api-v2.acrcloud.com/api")
    with pytest.raises(OtherAccountError):
        identify(sample_path=part("night-bus"), sample_name="x", project=project, by=actor)


def test_text_is_not_audio(project: Project, actor: Actor, tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_text("These are only words.")
    with pytest.raises(NotAudioError):
        identify(sample_path=path, sample_name="song.mp3", project=project, by=actor)
    assert not Identification.objects.exists()


def test_empty_file_is_not_audio(project: Project, actor: Actor, tmp_path: Path) -> None:
    path = tmp_path / "empty.mp3"
    path.touch()
    with pytest.raises(NotAudioError, match="empty"):
        identify(sample_path=path, sample_name="empty.mp3", project=project, by=actor)


@pytest.mark.parametrize(("begin", "words"), [(60, "ends at second 15"), (14, "Only 1.0 seconds")])
def test_sample_that_begins_too_late_says_where_the_file_ends(
    project: Project, actor: Actor, part: Callable[..., Path], begin: float, words: str
) -> None:
    with pytest.raises(SampleTooShortError, match=words):
        identify(
            sample_path=part("night-bus", codec="wav"),
            sample_name="x",
            project=project,
            begin=begin,
            by=actor,
        )
