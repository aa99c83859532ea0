"""The floors of short benchmarks: a share of the ratios that stand in the tables of the docs."""

import re
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest

from benchmarks.figures import figures_of

ROOT = Path(__file__).resolve().parent.parent
FLOOR = 0.7
# Other work on the machine makes a short run slower, and never quicker: the best of them counts.
MOST_RUNS = 3
DATABASES = ("SQLite", "PostgreSQL")
NUMBER = re.compile(r"[\d,]*\.?\d+")


def check_floors(
    measure: Callable[[], str],
    capsys: pytest.CaptureFixture[str],
    *,
    docs: str,
    name: str,
    rows: Collection[str],
) -> None:
    """Print the ratios of what is measured, beside the docs'; fail below FLOOR of one of them.

    `docs` is the page with the figures of this `name`. Compared are the rows that begin with one of
    `rows`: those whose ratio is the same in a short run. What is below is measured again, and the
    best of each row counts. Without figures in the docs the test is skipped, at its end.
    """
    kept = ratios(figures_of((ROOT / docs).read_text(), name))
    best: dict[str, float] = {}
    for _ in range(MOST_RUNS):
        for key, ratio in _compared(ratios(measure()), rows).items():
            best[key] = max(ratio, best.get(key, 0.0))
        short = _below(kept, best, capsys)
        if not short:
            break
    assert not short, "\n".join(short)
    if not _compared(kept, rows):
        pytest.skip(f"NO FLOOR: {docs} has no figures of {name!r} to compare with")


def ratios(figures: str) -> dict[str, float]:
    """All ratios of ours to others' in these tables by the names of their rows; more is better.

    Of a figure that has a goal which it must not pass, the reciprocal.
    """
    found: dict[str, float] = {}
    heads: list[str] = []
    for line in figures.splitlines():
        if not line.startswith("|"):
            heads = []
            continue
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if not heads:
            heads = cells
            continue
        for key, ratio in _ratios_of(heads, dict(zip(heads, cells, strict=False))):
            # Another table may have a row of the same name.
            found[f"{key}'" if key in found else key] = ratio
    return found


def _ratios_of(heads: list[str], cells: dict[str, str]) -> Iterator[tuple[str, float]]:
    row = f"{cells[heads[0]]} | {cells.get(heads[1], '')}"
    alone = _number(cells.get("service alone", ""))
    for head in heads[1:]:
        number = _number(cells.get(head, ""))
        if not number:
            continue
        if head.endswith(" over it") or head == "of the peer":
            yield row, number
        elif head == "over theirs: median":
            yield row, 1 / number
        elif head in DATABASES and cells["goal"].startswith("≥"):
            yield f"{cells[heads[0]]} | {head}", number
        elif head == "measured" and cells["goal"].startswith("≤"):
            yield cells[heads[0]], 1 / number
        elif alone and head != "service alone":
            is_added = cells[head].startswith("+")
            yield f"{cells[heads[0]]} | {head}", alone / (number + (alone if is_added else 0))


def _number(cell: str) -> float:
    found = NUMBER.search(cell)
    return float(found[0].replace(",", "")) if found else 0.0


def _compared(found: dict[str, float], rows: Collection[str]) -> dict[str, float]:
    return {key: ratio for key, ratio in found.items() if key.startswith(tuple(rows))}


def _below(
    kept: dict[str, float], seen: dict[str, float], capsys: pytest.CaptureFixture[str]
) -> list[str]:
    """Print all ratios; returns the lines of those that are below their floor."""
    assert seen, "no ratio was measured"
    short = []
    with capsys.disabled():
        sys.stdout.write("\n")
        for key, ratio in seen.items():
            floor = FLOOR * kept.get(key, 0.0)
            line = f"{key}: {ratio:.3f}, {f'at least {floor:.3f}' if floor else 'no floor yet'}"
            sys.stdout.write(f"{line}\n" if ratio >= floor else f"{line}: BELOW IT\n")
            if ratio < floor:
                short.append(line)
    return short
