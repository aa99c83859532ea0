"""A short benchmark that falls below its floor fails; one that the docs know nothing of skips."""

from pathlib import Path

import pytest

from tests import floors
from tests.floors import check_floors, ratios

PAGE = """\
<!-- gateway, SQLite -->

| what | way | requests/s | gateway over it |
|---|---|---|---|
| page 1 | gateway | 1,000 | |
| page 1 | rest | 500 | 2.00 |

<!-- /gateway, SQLite -->
<!-- none -->

<!-- /none -->
"""


def measured(ratio: float) -> str:
    return f"| what | way | ours over it |\n|---|---|---|\n| page 1 | rest | {ratio} |\n"


@pytest.fixture(autouse=True)
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floors, "ROOT", tmp_path)
    (tmp_path / "page.md").write_text(PAGE)


def check(capsys: pytest.CaptureFixture[str], seen: float, name: str = "gateway, SQLite") -> None:
    check_floors(lambda: measured(seen), capsys, docs="page.md", name=name, rows=["page 1"])


def test_a_ratio_at_its_floor_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    check(capsys, 1.4)


def test_a_ratio_below_its_floor_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AssertionError, match=r"page 1 \| rest: 1.300, at least 1.400"):
        check(capsys, 1.3)


def test_what_is_below_is_measured_again_and_the_best_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen = iter([0.5, 1.5])
    check_floors(
        lambda: measured(next(seen)),
        capsys,
        docs="page.md",
        name="gateway, SQLite",
        rows=["page 1"],
    )
    assert next(seen, None) is None


@pytest.mark.parametrize("name", ["none", "unheard of"])
def test_without_figures_it_says_so(capsys: pytest.CaptureFixture[str], name: str) -> None:
    with pytest.raises(pytest.skip.Exception, match=r"NO FLOOR: page\.md has no figures"):
        check(capsys, 0.1, name=name)


def test_a_benchmark_without_the_row_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AssertionError, match="no ratio was measured"):
        check_floors(
            lambda: measured(1), capsys, docs="page.md", name="gateway, SQLite", rows=["deep"]
        )


def test_every_kind_of_ratio_is_read_with_more_as_better() -> None:
    assert ratios(
        "| what | way | median, ms | over theirs: median | least |\n|---|---|---|---|---|\n"
        "| page 1 | page | 15.9 | 0.500 of admin | 0.443 |\n\n"
        "| file | way | speed | of the peer | web over idle |\n|---|---|---|---|---|\n"
        "| 64 MB | tus | 1,200 MB/s | 0.81 | 3 MB |\n\n"
        "| sample | service alone | REST |\n|---|---|---|\n| MP3 | 4.0 | +12.0 |\n\n"
        "| sample | service alone | REST |\n|---|---|---|\n| MP3 | 1.00 | 1.25 |\n\n"
        "| what | goal | SQLite | PostgreSQL |\n|---|---|---|---|\n"
        "| first pass, of a peer | ≥ 50 × | 25 × | – |\n| queries | ≤ 4 | 2.06 | 1.05 |\n\n"
        "| what | goal | measured |\n|---|---|---|\n| second start, ready | ≤ 5 s | 2.5 s |\n"
    ) == {
        "page 1 | page": 2.0,
        "64 MB | tus": 0.81,
        "MP3 | REST": 0.25,
        "MP3 | REST'": 0.8,
        "first pass, of a peer | SQLite": 25.0,
        "second start, ready": 0.4,
    }
