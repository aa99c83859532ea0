"""The words of a search, and the condition with which a search index answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

HEX_DIGITS = frozenset("0123456789abcdef")
# Shorter ones begin hundreds of random ids.
MIN_HEX_LENGTH = 6
# Fewer rows are found, read and sorted in a few milliseconds.
COMMON_FROM = 3000
# The first words of a long search narrow it enough: each row is compared with all of them anyway.
MAX_WORDS = 8
MAX_GRAMS = 16


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """Each word must be part of one of `texts`, or equal an id, or begin a hexadecimal one."""

    words: tuple[str, ...]
    texts: Sequence[str]
    ids: Sequence[str] = ()
    hex_ids: Sequence[str] = ()

    def condition(self) -> Q:
        """The whole search, for a query that reads the rows themselves."""
        all_words = Q()
        for word in self.words:
            matches = self.exact(word)
            for text in self.texts:
                matches |= Q(**{f"{text}__icontains": word})
            all_words &= matches
        return all_words

    def exact_of_any(self) -> Q:
        """That one of the words is an id. Empty when none can be one."""
        any_word = Q()
        for word in self.words:
            any_word |= self.exact(word)
        return any_word

    def exact(self, word: str) -> Q:
        """That this word is an id. Empty when it can't be one."""
        matches = Q()
        if word.isascii() and word.isdecimal() and len(word) < 19:
            for name in self.ids:
                matches |= Q(**{name: int(word)})
        lower = word.lower()
        if len(lower) >= MIN_HEX_LENGTH and set(lower) <= HEX_DIGITS:
            for name in self.hex_ids:
                # A range, for which every database can use an ordinary index.
                matches |= Q(**{f"{name}__gte": lower, f"{name}__lt": f"{lower}g"})
        return matches


class Candidates(NamedTuple):
    """A condition that the index answers: all rows that may match, and some that don't."""

    condition: Q
    are_many: bool
