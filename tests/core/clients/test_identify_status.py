"""Every status code says what happened and what to do."""

import pytest

from core.clients.identify.status import advice_for

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
    advice = advice_for(code)
    assert advice.explanation.endswith(".")
    assert advice.remedy.endswith(".")
    assert str(code) not in advice.label


def test_no_two_codes_of_different_meaning_share_their_word() -> None:
    words = [advice_for(code).label for code in DOCUMENTED]
    assert len(set(words)) == len(words)


def test_unknown_code_is_told_with_the_words_of_the_service() -> None:
    advice = advice_for(4711, "Something new")
    assert "4711" in advice.explanation
    assert "Something new" in advice.explanation


def test_wrong_secret_says_to_sync_the_projects() -> None:
    assert "secret" in advice_for(3014).explanation
    assert "Sync the projects" in advice_for(3014).remedy
