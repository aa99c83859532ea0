"""Every fact that the remote sent about the piece of a match, for people who look up rights.

Source: docs.acrcloud.com, Metadata (music), and the Identification API.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# What a page shows of a long list; the raw payload has all of it.
MAX_VALUES = 50


@dataclass(frozen=True, slots=True)
class Fact:
    """`values` are shown one below the other."""

    label: str
    values: tuple[str, ...]


def facts_of(result: Mapping[str, Any]) -> list[Fact]:
    """The facts of a match's `result` that it has, in the order of a person's questions."""
    facts = ((label, tuple(filter(None, values))[:MAX_VALUES]) for label, values in _facts(result))
    return [Fact(label, values) for label, values in facts if values]


def _facts(result: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield "Title in other languages", _langs(result.get("langs"))
    yield "Artists", [_person(artist) for artist in _objects(result.get("artists"))]
    album = result.get("album")
    yield (
        "Album",
        [_text(album.get("name")), *_langs(album.get("langs"))]
        if isinstance(album, dict)
        else [_text(album)],
    )
    yield "Label", [_text(result.get("label"))]
    yield "Released", [_text(result.get("release_date"))]
    yield "Released in territories", _territories(result.get("release_by_territories"))
    yield "Genres", [_text(genre.get("name")) for genre in _objects(result.get("genres"))]
    yield "Language", [_text(result.get("language"))]
    ids = result.get("external_ids")
    for name, value in (ids if isinstance(ids, dict) else {}).items():
        yield str(name).upper(), texts_of(value)
    contributors = result.get("contributors")
    for role, people in (contributors if isinstance(contributors, dict) else {}).items():
        yield str(role).capitalize(), texts_of(people)
    yield "Works", [_work(work) for work in _objects(result.get("works"))]
    yield "Rights", [_claim(claim) for claim in _objects(result.get("rights_claim"))]
    yield "Distributors", [_named(one) for one in _list(result.get("distributors"))]
    lyrics = result.get("lyrics")
    yield "Lyrics, rights", texts_of(lyrics.get("copyrights")) if isinstance(lyrics, dict) else []


def _person(artist: Mapping[str, Any]) -> str:
    details = [*texts_of(artist.get("roles")), *_langs(artist.get("langs"))]
    if isni := _text(artist.get("isni")):
        details.append(f"ISNI {isni}")
    return _with(_text(artist.get("name")), details)


def _work(work: Mapping[str, Any]) -> str:
    iswc = _text(work.get("iswc"))
    creators = [
        _with(
            " ".join(filter(None, (_text(one.get("name")), _text(one.get("last_name"))))),
            [
                *texts_of(one.get("roles")),
                *([f"IPI {ipi}"] if (ipi := _text(one.get("ipi"))) else []),
            ],
        )
        for one in _objects(work.get("creators"))
    ]
    name = _with(_text(work.get("name")), [f"ISWC {iswc}"] if iswc else [])
    return ": ".join(filter(None, (name, "; ".join(creators))))


def _claim(claim: Mapping[str, Any]) -> str:
    owners = [
        _with(
            _text(owner.get("name")),
            [f"{share:g} %"]
            if isinstance(share := owner.get("share_percentage"), int | float)
            else [],
        )
        for owner in _objects(claim.get("rights_owners"))
    ]
    distributor = _named(claim.get("distributor"))
    parts = [
        ", ".join(owners),
        f"through {distributor}" if distributor else "",
        _text(claim.get("rights_claim_policy")),
        _places(claim.get("territories")),
    ]
    return "; ".join(filter(None, parts))


def _territories(value: object) -> list[str]:
    return [
        f"{_text(one.get('release_date'))}: {_places(one.get('territories'))}"
        for one in _objects(value)
    ]


def _places(value: object) -> str:
    places = texts_of(value)
    return (
        ", ".join(places)
        if len(places) <= 12
        else f"{len(places)} territories: {', '.join(places)}"
    )


def _langs(value: object) -> list[str]:
    return [
        _with(_text(one.get("name")), filter(None, [_text(one.get("code"))]))
        for one in _objects(value)
    ]


def _with(name: str, details: Any) -> str:
    inside = ", ".join(details)
    return f"{name} ({inside})" if name and inside else name or inside


def _named(value: object) -> str:
    return _with(_text(value.get("name")), []) if isinstance(value, dict) else _text(value)


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in _list(value) if isinstance(one, dict)]


def texts_of(value: object) -> list[str]:
    """The texts in a list of texts or named objects, or a single one."""
    return [text for one in _list(value) if (text := _named(one))]


def _list(value: object) -> list[Any]:
    if value is None or value == "" or value == [] or value == {}:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "None":
        return ""
    return str(value).strip()
