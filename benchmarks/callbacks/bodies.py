"""Callbacks of a given size, as the documents show them: a file, its state, and its matches."""

from random import Random

import orjson

from benchmarks.load.plan import UNIQUE

CONTAINER = 1000


def body(size: int) -> str:
    """A callback of `size` bytes, with a place for the id of another file in each request."""
    random = Random(size)
    document = {"file_id": UNIQUE, "state": 1, "cid": CONTAINER, "results": {"music": []}}
    music: list[dict[str, object]] = document["results"]["music"]  # type: ignore[index]
    while len(orjson.dumps(document)) < size:
        music.append(_match(random))
    music.pop()
    document["filler"] = ""
    document["filler"] = "x" * (size - len(orjson.dumps(document)))
    return orjson.dumps(document).decode()


def _match(random: Random) -> dict[str, object]:
    return {
        "offset": random.randrange(3600),
        "played_duration": random.randrange(300),
        "result": {
            "acrid": f"{random.getrandbits(128):032x}",
            "title": f"Title {random.getrandbits(32):x}",
            "artists": [{"name": f"Artist {random.getrandbits(32):x}"}],
            "score": random.randrange(70, 101),
        },
    }
