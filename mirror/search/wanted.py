"""What a search asks for, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

HEX = frozenset("0123456789abcdef")
# Of a shorter piece there are hundreds at random.
LEAST_OF_HEX = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Each word must be part of one of `texts`, or equal an id, or begin a hexadecimal one."""

    words: tuple[str, ...]
    texts: Sequence[str]
    ids: Sequence[str] = ()
    hex_ids: Sequence[str] = ()

    def condition(self) -> Q:
        """All of it, for a query that reads the rows themselves."""
        whole = Q()
        for word in self.words:
            fits = self.exact(word)
            for text in self.texts:
                fits |= Q(**{f"{text}__icontains": word})
            whole &= fits
        return whole

    def exact_of_any(self) -> Q:
        """That one of the words is an id. Empty when none can be one."""
        named = Q()
        for word in self.words:
            named |= self.exact(word)
        return named

    def exact(self, word: str) -> Q:
        """That this word is an id. Empty when it can't be one."""
        fits = Q()
        if word.isascii() and word.isdecimal() and len(word) < 19:
            for name in self.ids:
                fits |= Q(**{name: int(word)})
        lower = word.lower()
        if len(lower) >= LEAST_OF_HEX and set(lower) <= HEX:
            for name in self.hex_ids:
                # A range, which every database reads from an index of plain text.
                fits |= Q(**{f"{name}__gte": lower, f"{name}__lt": f"{lower}g"})
        return fits
