"""One table and one plot out of the results."""

import importlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.recognition.conditions import conditions
from benchmarks.recognition.queries import LENGTHS
from benchmarks.recognition.statistics import Share

MATCHERS = ("engine", "audfprint2", "chromaprint")
PEER_FALSE = 0.005
# Halves of the unknown tracks: thresholds are chosen on one, false answers reported on the other.
CHOSEN, REPORTED = "B", "A"
MARK = ("<!-- measured -->", "<!-- /measured -->")

Results = Mapping[str, Any]
Answers = list[dict[str, Any]]


def answers(results: Results, matcher: str, length: int, **wanted: object) -> Answers:
    return [
        answer
        for answer in results.get(f"answers {matcher}", [])
        if answer["length"] == length
        and all(answer[name] == value for name, value in wanted.items())
    ]


def threshold(results: Results, matcher: str, length: int) -> float:
    """The score above which an answer counts. The engine answers only what the product accepts, so
    all its answers count. A peer gets the lowest threshold with at most 0.5 % false answers on the
    half that thresholds are chosen on.
    """
    if matcher == "engine":
        return 0.0
    unknown = answers(results, matcher, length, known=False, half=CHOSEN, same=False)
    scores = sorted((answer["score"] for answer in unknown), reverse=True)
    return float(scores[int(len(scores) * PEER_FALSE)]) if scores else 0.0


def recalled(results: Results, matcher: str, condition: str, length: int) -> Share:
    least = threshold(results, matcher, length)
    mine = answers(results, matcher, length, known=True, condition=condition)
    return Share(sum(answer["right"] and answer["score"] > least for answer in mine), len(mine))


def false_answers(results: Results, matcher: str, length: int) -> Share:
    """The share of answers to unknown music of the other half. Music that is in the database under
    another name is left out.
    """
    least = threshold(results, matcher, length)
    mine = answers(results, matcher, length, known=False, half=REPORTED, same=False)
    return Share(sum(answer["score"] > least for answer in mine), len(mine))


def table(results: Results) -> str:
    present = [name for name in MATCHERS if f"answers {name}" in results]
    columns = [(name, length) for name in present for length in LENGTHS]
    lines = [
        "| condition | " + " | ".join(f"{name}, {length} s" for name, length in columns) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    for condition in conditions():
        shares = [recalled(results, name, condition, length) for name, length in columns]
        if any(share.of for share in shares):
            cells = (str(share) if share.of else "–" for share in shares)
            lines.append(f"| {condition} | " + " | ".join(cells) + " |")
    falses = [false_answers(results, name, length) for name, length in columns]
    cells = (f"{share.hits} of {share.of}: {share}" for share in falses)
    lines.append("| **false answers** | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", *(f"- {line}" for line in sentences(results))])


SENTENCES = {
    "thresholds": (
        "The highest z of unknown music of half B, by which the thresholds were chosen: from 5 s"
        " {as_they_are,_5_s:.1f}, and {at_other_speeds,_5_s:.1f} at other speeds; from 10 s"
        " {as_they_are,_10_s:.1f} and {at_other_speeds,_10_s:.1f}."
    ),
    "cost": (
        "Fingerprints at {fingerprint_times_real:,.0f} times real time, with decoding an MP3 at"
        " {decode_and_fingerprint_times_real:,.0f}; {index_mb_per_hour:.2f} MB of index an hour."
    ),
    "scale": (
        "Among {tracks:,.0f} tracks ({hours:,.0f} h, {file_mb:,.0f} MB) from 10 s: clean"
        " {right,_clean:.0f} %, babble 0 dB {right,_babble_0_dB:.0f} %, phone"
        " {right,_phone:.0f} %; {query_ms:.0f} ms of CPU in the median, {query_p95_ms:.0f} ms at"
        " the 95th of a hundred; {resident_mb:,.0f} MB held by the benchmark's process."
    ),
    "http": (
        "Over HTTP, 10 s of MP3: {answered:.0f} % answered, in {answer_s:.2f} s in the median and"
        " {answer_p95_s:.2f} s at the 95th of a hundred; an hour's recording scanned in"
        " {scan_cpu_s:.0f} s of CPU, {scan_times_real:.0f} times real time a core."
    ),
}


def sentences(results: Results) -> Iterator[str]:
    yield (
        f"{results['tracks']} tracks ({results['hours']:.1f} h) in the database,"
        f" {results['held_out']} ({results['held_out_hours']:.1f} h) outside it."
    )
    for name in MATCHERS:
        if f"answers {name}" in results:
            yield describe_matcher(results, name)
    if cases := results.get("cases"):
        yield (
            f"Real pieces in recordings, right of {cases['of']} each: twice in a row"
            f" {cases['twice']}, two crossfaded {cases['crossfaded']}, looping {cases['looped']}."
        )
    for key, sentence in SENTENCES.items():
        if key in results:
            yield sentence.format(**{name.replace(" ", "_"): v for name, v in results[key].items()})
    yield from programmes(results.get("programmes", []))


def describe_matcher(results: Results, name: str) -> str:
    counts = [recalled(results, name, condition, 10).of for condition in conditions()]
    least, most = min(filter(None, counts)), max(counts)
    query_counts = f"{most}" if least == most else f"{least} to {most}"
    cpu = [answer["cpu"] for answer in answers(results, name, 10, known=True)]
    missed = [answer["cpu"] for answer in answers(results, name, 10, known=False)]
    adding = results[f"adding {name}"]
    return (
        f"{name}: {query_counts} queries a condition and length; CPU for 10 s: {milli(cpu)} ms in"
        f" the median for known music, {milli(missed)} ms for unknown; adding the database at"
        f" {adding['times_real']:,.0f} times real time, {adding['held_mb']:,.0f} MB held in memory."
    )


def milli(seconds: Sequence[float]) -> str:
    return f"{1000 * float(np.median(seconds)):.0f}" if seconds else "–"


def programmes(outcomes: Sequence[Results]) -> list[str]:
    if not outcomes:
        return []

    def total(name: str) -> float:
        return float(sum(outcome[name] for outcome in outcomes))

    def median(name: str) -> float:
        return float(np.median([error for outcome in outcomes for error in outcome[name]]))

    hours = total("seconds") / 3600
    return [
        f"Long files, {hours:.2f} h: {total('found'):.0f} of {total('clips'):.0f} clips of 8 s and"
        f" more, {total('short_found'):.0f} of {total('short'):.0f} shorter ones;"
        f" {total('false'):.0f} false segments; median errors: begin {median('begins'):.2f} s, end"
        f" {median('ends'):.2f} s, place in the file {median('places'):.3f} s;"
        f" {total('seconds') / total('cpu'):.0f} × real time with decoding."
    ]


def write(results: Results, docs: Path) -> None:
    """Writes the table between the marks of docs/recognition.md, and draws the plot."""
    page = docs / "recognition.md"
    text = page.read_text()
    before, tail = text.split(MARK[0])
    after = tail.split(MARK[1])[1]
    page.write_text(f"{before}{MARK[0]}\n{table(results)}\n{MARK[1]}{after}")
    draw(results, docs / "images" / "recognition.svg")


def draw(results: Results, path: Path) -> None:
    # Only the full run draws, and only it needs matplotlib.
    pyplot = importlib.import_module("matplotlib.pyplot")
    pyplot.switch_backend("svg")
    names = [c for c in conditions() if recalled(results, "engine", c, 10).of]
    figure, axes = pyplot.subplots(figsize=(8, 0.32 * len(names) + 1.2))
    for offset, (matcher, colour) in enumerate(
        zip(MATCHERS, ("#206bc4", "#d6721e", "#7a8594"), strict=True)
    ):
        shares = [recalled(results, matcher, condition, 10) for condition in names]
        shown = [(n, share) for n, share in enumerate(shares) if share.of]
        if not shown:
            continue
        low, high = zip(
            *((s.percent - s.interval[0], s.interval[1] - s.percent) for _, s in shown), strict=True
        )
        axes.errorbar(
            [share.percent for _, share in shown],
            [n + 0.22 * (offset - 1) for n, _ in shown],
            xerr=[low, high],
            fmt="o",
            markersize=4,
            linewidth=1,
            color=colour,
            label=matcher,
        )
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(-2, 102)
    axes.set_xlabel("recognised from 10 s, %, with 95 % intervals")
    axes.grid(axis="x", alpha=0.3)
    axes.legend(loc="lower left")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(path)
