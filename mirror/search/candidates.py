"""What a search index answers."""

from typing import NamedTuple

from django.db.models import Q

# So many are found, read and sorted in a few milliseconds.
MANY = 3000
# The first words of a long search narrow it enough; each row is compared with all of them.
MOST_WORDS = 8
MOST_GRAMS = 16


class Candidates(NamedTuple):
    """A condition that an index answers: on all rows that may fit, and some that don't."""

    condition: Q
    are_many: bool
