"""Ids as texts of an address or a form, before a database sees them."""

# What every database's integers hold; longer numbers name nothing.
MOST_DIGITS = 18


def is_id(text: str) -> bool:
    """Whether this can be a number that names something."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


class IdConverter:
    """Ids in a path; a longer number is an address that isn't there."""

    regex = f"[0-9]{{1,{MOST_DIGITS}}}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
