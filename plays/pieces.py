"""Which matches are of the same piece, and the number by which a piece is known.

A piece is a recording of a work: what an ISRC names. Where none is known it is known by its ACR id,
else by its title and artists. Audio that only sounds alike is never taken for the same piece.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from scanning.results.reading import UNTITLED, ResultSegment, normalized_isrc

_NOT_A_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=10_000)
def normalized_name(title: str, artists: str) -> str:
    """Title and artists without case, accents and punctuation, the artists in one order.

    Empty where the title is none. What stands in brackets stays: it tells versions apart.
    """
    if title in ("", UNTITLED):
        return ""
    names = sorted(filter(None, map(_words, artists.split(", "))))
    return f"{_words(title) or title}|{','.join(names)}"


def identities(match: ResultSegment) -> Iterator[str]:
    """What the piece of a match is known by, best first; of none it yields nothing."""
    if match.isrc and (isrc := normalized_isrc(match.isrc)):
        yield f"isrc:{isrc}"
    if match.acr_id:
        yield f"acr:{match.acr_id}"
    if name := normalized_name(match.title, match.artists):
        yield f"name:{name}"


@lru_cache(maxsize=10_000)
def piece_number(identity: str) -> int:
    """A positive number of at most 18 digits: what rows and addresses call a piece."""
    digest = hashlib.blake2b(identity.encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 5


def _words(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", plain).strip()
