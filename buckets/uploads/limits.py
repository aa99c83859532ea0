"""How large a file may be."""

from django.conf import settings
from django.core.exceptions import ValidationError

from ui import formats

LONGEST_CHUNK = 8 * 1024 * 1024


class TooLarge(Exception):
    """Over UPLOAD_MAX_BYTES. The message says so."""


def check_size(size: int) -> None:
    """Raises TooLarge, and ValidationError for an empty file."""
    if size <= 0:
        raise ValidationError({"file": ["The file is empty."]})
    check_most(size)


def check_most(size: int) -> None:
    """Raises TooLarge."""
    if size > settings.UPLOAD_MAX_BYTES:
        most = formats.size(settings.UPLOAD_MAX_BYTES)
        raise TooLarge(f"The file is larger than this portal takes: {most}.")
