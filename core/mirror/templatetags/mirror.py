"""Template tags of the mirror."""

from django import template
from django.utils.safestring import SafeString

from core.mirror.models import PassState
from core.mirror.presenters import PASS_BADGES

register = template.Library()


@register.filter
def pass_badge(state: str) -> SafeString:
    """The state of a pass as its icon and word."""
    return PASS_BADGES[PassState(state)].badge()
