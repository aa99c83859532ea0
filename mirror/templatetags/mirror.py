"""Template tags of the mirror."""

from django import template
from django.utils.safestring import SafeString

from mirror.models import PassState
from mirror.states import STATES

register = template.Library()


@register.filter
def pass_badge(state: str) -> SafeString:
    """The state of a pass as its icon and word."""
    return STATES[PassState(state)].badge()
