"""What is wrong with the form stands beside its field, and the rest is kept."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from identification.models import Identification
from projects.models import Project
from tests.identification.sample_form import HTMX, URL, form_fields


def test_complaint_stands_beside_its_field_and_the_rest_is_kept(
    project: Project, signed_in: Client, tmp_path: Path
) -> None:
    words = tmp_path / "song.mp3"
    words.write_text("These are only words.")
    answer = signed_in.post(URL, form_fields(project, words, begin="7.5", length="9"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="id_sample_error".*?not in an audio format', page, re.DOTALL)
    assert 'value="7.5"' in page
    assert 'value="9"' in page
    assert not Identification.objects.exists()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"begin": "-1"}, "begin", "greater than or equal to 0"),
        ({"begin": "nan"}, "begin", "Enter a number"),
        ({"begin": ""}, "begin", "where the sample begins"),
        ({"begin": "14"}, "begin", "Only 1.0 seconds"),
        ({"begin": "60"}, "begin", "ends at second 15"),
        ({"length": "2"}, "length", "greater than or equal to 3"),
        ({"length": "16"}, "length", "less than or equal to 15"),
        ({"project": "999999"}, "project", "no such project"),
        ({"project": "x"}, "project", "no such project"),
    ],
)
def test_bad_value_is_complained_about_at_its_field(
    project: Project,
    signed_in: Client,
    part: Callable[..., Path],
    change: dict[str, str],
    field: str,
    words: str,
) -> None:
    sent = form_fields(project, part("night-bus", codec="wav")) | change
    answer = signed_in.post(URL, sent, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 422
    slots = dict(
        re.findall(r'<div id="id_(\w+)_error"[^>]*>(.*?)</div>\s*(?=<|$)', page, re.DOTALL)
    )
    assert words in slots[field]
    assert 'hx-swap-oob="true"' in page
    assert not Identification.objects.exists()


def test_form_without_a_file_says_so(project: Project, signed_in: Client) -> None:
    answer = signed_in.post(URL, {"project": project.pk, "begin": "0", "length": "12"})
    assert answer.status_code == 422
    assert "Pick a recording" in answer.content.decode()


def test_empty_file_says_so(project: Project, signed_in: Client, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp3"
    empty.touch()
    answer = signed_in.post(URL, form_fields(project, empty))
    assert answer.status_code == 422
    assert "The file is empty." in answer.content.decode()
