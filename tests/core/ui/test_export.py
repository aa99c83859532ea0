"""The values of an exported spreadsheet."""

from datetime import UTC, datetime

import pytest

from core.ui.lists.export import spreadsheet_value


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\tx",
        "=cmd|' /C calc'!A0",
        "|cmd",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "\nx",
    ],
)
def test_a_text_is_never_taken_for_a_formula(text: str) -> None:
    assert spreadsheet_value(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (-3, -3),
        (1.5, 1.5),
        (True, "yes"),
        ("春风", "春风"),
        (datetime(2026, 11, 20, 1, 2, 3, 4, tzinfo=UTC), "2026-11-20T01:02:03+00:00"),
    ],
)
def test_other_values_stay_what_they_are(value: object, written: object) -> None:
    assert spreadsheet_value(value) == written
