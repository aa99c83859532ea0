"""Matches as a scan would return them, for tests of what is made of them."""

import random
from typing import Any

from scanning.results.reading import ResultSegment, read_results

Entry = dict[str, Any]


def entry(
    begin: float = 0.0,
    played: float = 10.0,
    title: str = "Hello",
    *,
    artist: str = "Adele",
    at: float | None = None,
    score: float | None = None,
    **result: Any,
) -> Entry:
    """An entry of a section. `at` is where in the piece it begins, in seconds."""
    found: Entry = {"title": title, "artists": [{"name": artist}], **result}
    if at is not None:
        found["db_begin_time_offset_ms"] = round(at * 1000)
    made: Entry = {"offset": begin, "played_duration": played, "result": found}
    return made if score is None else {**made, "score": score}


def read(**sections: list[Entry]) -> list[ResultSegment]:
    return read_results(sections)


def captured_body(seed: int = 1) -> dict[str, list[Entry]]:
    """Like one that was captured: a song of 223 seconds, 77 music items, 14 covers, 38 titles.

    All overlap others, 21 have no ACR id, and engine types, scores and offsets are as odd as there.
    """
    random_ = random.Random(seed)
    titles = [f"Version {number}" for number in range(1, 37)]
    music: list[Entry] = [
        _captured("1", "Cold Water", 223 * part / 4, 56, at=223 * part / 4, acrid="c" * 32)
        for part in range(4)
    ]
    for _ in range(73):
        engine_type = random_.choice("123")
        begin = round(random_.uniform(0, 160), 1)
        music.append(
            _captured(
                engine_type,
                random_.choice(["Cold Water", *titles]),
                begin,
                round(random_.uniform(10, 60), 1),
                at=random_.uniform(0, 100),
                acrid="" if engine_type == "2" else f"{random_.randrange(2**64):032x}",
            )
        )
    covers = [
        {**_captured("2", random_.choice([*titles, "Covered"]), 0, 223), "score": 60}
        for _ in range(14)
    ]
    return {"music": music, "cover_songs": covers}


def programme(songs: int = 20, items: int = 60) -> dict[str, list[Entry]]:
    """An hour: song after song, each with alternates over its whole length and parts of it."""
    random_ = random.Random(7)
    music = []
    for song in range(songs):
        begin = 180.0 * song
        music.append(entry(begin, 170, f"Song {song}", artist=f"Band {song}", at=0, score=95))
        for number in range(items):
            offset = random_.uniform(0, 100)
            music.append(
                entry(
                    begin + offset,
                    random_.uniform(10, 60),
                    f"Song {song} ({number % 12})",
                    artist=f"Band {number % 5}",
                    at=offset,
                    acrid=f"{song:016x}{number % 25:016x}",
                    score=random_.uniform(30, 70),
                )
            )
    return {"music": music}


def _captured(
    engine_type: str,
    title: str,
    begin: float,
    played: float,
    *,
    at: float | None = None,
    acrid: str = "",
) -> Entry:
    made = entry(begin, played, title, at=at, external_ids=[])
    if acrid:
        made["result"]["acrid"] = acrid
    if engine_type == "1":
        made["result"]["score"] = 12
    return {
        **made,
        "score": 90 if engine_type == "1" else 55,
        "engine_type": engine_type,
        "time_skew": 0.01,
        "frequency_skew": 0,
        "file_duration": 223,
    }
