"""What several of these lists show in the same way."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

LONGEST = 36


def clipped(text: str) -> SafeString:
    """The beginning of a text that may be long; all of it on hover."""
    return format_html('<span title="{}">{}</span>', text, Truncator(text).chars(LONGEST))
