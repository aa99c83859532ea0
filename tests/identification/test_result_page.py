"""What comes of the form: a card, or a sentence, with htmx and without."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from buckets.models import AudioFile
from core.mirror import secrets
from identification.models import Identification
from projects.models import Project
from tests.core.clients.stub_remote import stub_remote
from tests.identification.sample_form import HTMX, URL, form_fields


def test_result_card_names_piece_place_and_bucket_file(
    project: Project, signed_in: Client, part: Callable[..., Path]
) -> None:
    sent = form_fields(project, part("night-bus", begin=20, seconds=20), begin="4", length="10")
    answer = signed_in.post(URL, sent, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert "Night Bus 27" in page
    assert "Fairgate" in page
    assert "House productions" in page
    assert re.search(r'href="/buckets/\d+/files/\d+/"', page)
    heard = re.search(r"Heard from 0:(\d+) to 0:(\d+) of 1:00", page)
    assert heard is not None
    assert int(heard[1]) == pytest.approx(24, abs=2)
    assert int(heard[2]) == pytest.approx(34, abs=2)


def test_without_javascript_the_answer_is_a_page_of_its_own(
    project: Project, signed_in: Client, part: Callable[..., Path]
) -> None:
    answer = signed_in.post(URL, form_fields(project, part("night-bus")), follow=True)

    row = Identification.objects.get()
    assert answer.redirect_chain == [(reverse("identification:detail", args=[row.pk]), 302)]
    page = answer.content.decode()
    assert "Night Bus 27" in page
    assert "As the service sent it" in page


def test_noise_is_told_in_a_sentence(project: Project, signed_in: Client, noise: Path) -> None:
    page = signed_in.post(URL, form_fields(project, noise), headers=HTMX).content.decode()
    assert "did not recognize the sample" in page
    assert "Code 1001" in page


def test_wrong_secret_is_told_in_a_sentence(
    project: Project, signed_in: Client, part: Callable[..., Path]
) -> None:
    project.secrets = secrets.seal({"access_secret": "not the one"})
    project.save()
    page = signed_in.post(
        URL, form_fields(project, part("night-bus")), headers=HTMX
    ).content.decode()
    assert "does not accept the signature" in page
    assert "Code 3014" in page


def test_hostile_file_name_is_shown_and_harms_nothing(
    project: Project, signed_in: Client, part: Callable[..., Path], tmp_path: Path
) -> None:
    named = tmp_path / ("录音" * 30 + "\"'<script>.mp3")
    named.write_bytes(part("night-bus").read_bytes())
    page = signed_in.post(URL, form_fields(project, named), follow=True).content.decode()
    assert "录音" in page
    assert "<script>." not in page


def test_match_of_a_file_that_is_not_mirrored_names_its_bucket(
    project: Project, signed_in: Client, part: Callable[..., Path]
) -> None:
    AudioFile.objects.all().delete()
    page = signed_in.post(
        URL, form_fields(project, part("night-bus")), headers=HTMX
    ).content.decode()
    assert "House productions" in page
    assert "the file isn’t mirrored yet" in page


def test_odd_matches_are_shown_without_failing(
    project: Project,
    signed_in: Client,
    part: Callable[..., Path],
    settings: Settings,
) -> None:
    with stub_remote() as remote:
        settings.ACRCLOUD_IDENTIFY_URL = remote.url
        remote.answer = (
            b'{"status": {"code": 0, "msg": "Success"}, "metadata": {"music": [{},'
            b' {"title": "<b>Bold</b>", "duration_ms": 0, "score": 80, "external_metadata":'
            b' {"spotify": {"track": {"id": "a/../b?c"}}}}], "humming": [{"score": "0.5"}]}}'
        )
        answer = signed_in.post(URL, form_fields(project, part("night-bus")), headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    assert "https://open.spotify.com/track/a%2F..%2Fb%3Fc" in page
    assert "Untitled" in page


def test_an_answer_too_deep_to_be_set_out_is_shown_as_it_came(
    project: Project, signed_in: Client, part: Callable[..., Path]
) -> None:
    answer = signed_in.post(URL, form_fields(project, part("night-bus")), follow=True)
    deep = '{"odd":' + "[" * 300 + "]" * 300 + "}"
    Identification.objects.update(response=deep)
    page = signed_in.get(answer.redirect_chain[0][0])
    assert page.status_code == 200
    assert "[" * 300 in page.content.decode()
