"""Every status code says what happened and what to do."""

import pytest

from clients.identify import advice

DOCUMENTED = (
    0,
    1001,
    2000,
    2001,
    2002,
    2004,
    2005,
    3000,
    3001,
    3002,
    3003,
    3006,
    3011,
    3014,
    3015,
    3016,
)


@pytest.mark.parametrize("code", DOCUMENTED)
def test_documented_code_has_sentences_of_its_own(code: int) -> None:
    told = advice(code)
    assert told.happened.endswith(".")
    assert told.do.endswith(".")
    assert str(code) not in told.short


def test_no_two_codes_of_different_meaning_share_their_word() -> None:
    words = [advice(code).short for code in DOCUMENTED]
    assert len(set(words)) == len(words)


def test_unknown_code_is_told_with_the_words_of_the_service() -> None:
    told = advice(4711, "Something new")
    assert "4711" in told.happened
    assert "Something new" in told.happened


def test_wrong_secret_says_to_mirror_the_projects_anew() -> None:
    assert "secret" in advice(3014).happened
    assert "mirrored anew" in advice(3014).do
