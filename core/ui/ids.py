"""Ids in URLs and forms, checked before they reach the database."""

# Fits into the integers of every database; a longer number is no id.
MAX_DIGITS = 18


def is_id(text: str) -> bool:
    """Whether the text can be an id."""
    return text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS


class IdConverter:
    """Ids in a URL path; a longer number gets 404."""

    regex = f"[0-9]{{1,{MAX_DIGITS}}}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
