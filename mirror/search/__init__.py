"""Search by parts of a text in lists of any length."""

from mirror.search.finding import find, find_in
from mirror.search.wanted import Wanted

__all__ = ["Wanted", "find", "find_in"]
