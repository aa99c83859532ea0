"""The recognition benchmark: `python -m benchmarks.recognition`, or with `--smoke` in a minute.

The full run downloads some 3.5 GB of Debian packages into the cache and takes hours of one core;
an interrupted run continues where it stopped. `--report` only writes the table and the plot again.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.recognition import (
    cases,
    corpus,
    cost,
    over_http,
    programme,
    report,
    scale,
    thresholds,
)
from benchmarks.recognition.conditions import Samples, conditions
from benchmarks.recognition.corpus import Track
from benchmarks.recognition.matchers import Matcher, Ours, available
from benchmarks.recognition.queries import (
    Excerpt,
    Queries,
    degraded_queries,
    draw_excerpts,
    separate_excerpts,
)
from benchmarks.recognition.recall import UNKNOWN_IN, collect_answers

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "acr-portal-benchmark"
STAGES = ("recall", "thresholds", "cost", "programmes", "scale", "http")
SCALED = ("clean", "babble 0 dB", "phone")


def main() -> None:
    options = parse_options()
    if options.report:
        report.write(json.loads((options.cache / "results.json").read_text()), Path("docs"))
        return
    if options.smoke:
        with tempfile.TemporaryDirectory() as folder:
            cache = Path(folder)
            options.queries, options.unknown, options.peer_unknown = 6, 4, 4
            options.scale, options.scale_queries, options.http = 200, 6, 12
            options.hours, options.seconds = 1, 240.0
            Run(options, cache, corpus.demo_tracks(cache), corpus.demo_speech()).all()
        return
    options.cache.mkdir(parents=True, exist_ok=True)
    Run(options, options.cache, corpus.tracks(options.cache), corpus.speech(options.cache)).all()


class Run:
    """One run over a corpus. Answers that an earlier run stored are used again."""

    def __init__(
        self, options: argparse.Namespace, cache: Path, tracks: Sequence[Track], voices: Samples
    ) -> None:
        self.options, self.cache, self.tracks, self.voices = options, cache, tracks, voices
        self.inside = [n for n, track in enumerate(tracks) if not track.held_out]
        titles = {tracks[n].title for n in self.inside}
        # A track whose title is in the database is not unknown.
        self.outside = [
            n for n, track in enumerate(tracks) if track.held_out and track.title not in titles
        ]
        reported = [n for n in self.inside if tracks[n].half == "B"] or self.inside
        self.known_excerpts = draw_excerpts(tracks, reported, options.queries, seed=1)
        self.unknown_excerpts = {
            half: separate_excerpts(
                tracks,
                [n for n in self.outside if tracks[n].half == half],
                options.unknown,
                seed=2,
            )
            for half in "AB"
        }
        self.results: dict[str, Any] = {
            "tracks": len(self.inside),
            "hours": sum(tracks[n].seconds for n in self.inside) / 3600,
            "held_out": len(self.outside),
            "held_out_hours": sum(tracks[n].seconds for n in self.outside) / 3600,
        }

    def all(self) -> None:
        for kind in available():
            if kind.name in self.options.matchers:
                self.run_matcher(kind())
        stored = self.cache / "results.json"
        # Matchers and stages may be run one at a time.
        before = json.loads(stored.read_text()) if stored.exists() else {}
        results = before | self.results
        stored.write_text(json.dumps(results))
        print(report.table(results))
        if not self.options.smoke:
            report.write(results, Path("docs"))

    def run_matcher(self, matcher: Matcher) -> None:
        self.results[f"adding {matcher.name}"] = cost.fill_matcher(
            matcher, self.tracks, self.inside
        )
        print(matcher.name, self.results[f"adding {matcher.name}"], flush=True)
        if "recall" in self.options.stages:
            self.results[f"answers {matcher.name}"] = self.answers(matcher)
        if isinstance(matcher, Ours):
            with tempfile.TemporaryDirectory(dir=self.cache) as temporary:
                self.only_ours(matcher, Path(temporary))

    def answers(self, matcher: Matcher) -> list[dict[str, Any]]:
        ours = isinstance(matcher, Ours)
        known_count = self.options.queries if ours else self.options.peer_queries
        unknown_count = self.options.unknown if ours else self.options.peer_unknown
        store = self.cache / "answers"
        answers = []
        for name in self.options.conditions or list(conditions()):
            queries = self.queries(self.known_excerpts, name, known=True)
            answers += collect_answers(self.tracks, matcher, queries, known_count, store)
        for half in report.REPORTED if ours else "AB":
            for name in UNKNOWN_IN:
                queries = self.queries(self.unknown_excerpts[half], name, known=False)
                answers += collect_answers(self.tracks, matcher, queries, unknown_count, store)
        return [asdict(answer) for answer in answers]

    def queries(self, excerpts: Sequence[Excerpt], name: str, *, known: bool) -> Queries:
        return degraded_queries(self.tracks, excerpts, name, self.voices, self.cache, known=known)

    def only_ours(self, ours: Ours, folder: Path) -> None:
        options, stages = self.options, self.options.stages
        if "thresholds" in stages:
            choosing = self.unknown_excerpts[report.CHOSEN]
            query_sets = [self.queries(choosing, name, known=False) for name in UNKNOWN_IN]
            self.results["thresholds"] = thresholds.measure(
                ours.index, query_sets, self.tracks, options.threshold_queries
            )
        if "cost" in stages:
            self.results["cost"] = cost.measure(self.tracks, self.inside, ours.index, folder)
        setting = (self.tracks, self.inside, self.outside, self.voices)
        if "programmes" in stages:
            self.results["programmes"] = [
                asdict(programme.run(*setting, ours.index, folder, options.seconds, seed))
                for seed in range(options.hours)
            ]
            self.results["cases"] = cases.run(self.tracks, self.inside, ours.index)
        if "scale" in stages:
            query_sets = [self.queries(self.known_excerpts, name, known=True) for name in SCALED]
            self.results["scale"] = scale.run(
                self.tracks, self.inside, query_sets, options.scale_queries, folder, options.scale
            )
        if "http" in stages:
            excerpts = self.known_excerpts[: options.http]
            track_numbers = sorted({excerpt.track for excerpt in excerpts})
            setting = (self.tracks, track_numbers, self.outside, self.voices)
            hour, _ = programme.compose(*setting, options.seconds, seed=0)
            self.results["http"] = over_http.run(self.tracks, track_numbers, excerpts, hour, folder)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--smoke", action="store_true", help="the demo pieces, no download")
    parser.add_argument("--report", action="store_true", help="only write the last results again")
    parser.add_argument("--queries", type=int, default=300, help="known excerpts a condition")
    parser.add_argument("--unknown", type=int, default=520, help="unknown excerpts a half")
    parser.add_argument("--peer-queries", type=int, default=100, help="of these, for the others")
    parser.add_argument("--peer-unknown", type=int, default=150, help="of these, for the others")
    parser.add_argument(
        "--threshold-queries", type=int, default=100, help="unknown, of the other half"
    )
    parser.add_argument("--conditions", nargs="*", choices=list(conditions()), help="only these")
    parser.add_argument("--hours", type=int, default=3, help="programmes to scan")
    parser.add_argument("--seconds", type=float, default=3600, help="length of a programme")
    parser.add_argument("--scale", type=int, default=20_000, help="tracks among which to search")
    parser.add_argument("--http", type=int, default=60, help="samples sent over HTTP")
    parser.add_argument(
        "--matchers", nargs="*", default=["engine", "audfprint2", "chromaprint"], help="which"
    )
    parser.add_argument("--scale-queries", type=int, default=100, help="a condition, among these")
    parser.add_argument("--stages", nargs="*", default=list(STAGES), choices=STAGES)
    return parser.parse_args()


if __name__ == "__main__":
    main()
