"""The Identification API: a signed sample in, matches or a status code out.

Source: docs.acrcloud.com, Identification API.
"""

from clients.identify.matches import ExternalId, Match, Moments
from clients.identify.outcome import Outcome, read_outcome
from clients.identify.request import ProjectKey, identify
from clients.identify.status import NO_RESULT, SUCCESS, Advice, advice

__all__ = [
    "NO_RESULT",
    "SUCCESS",
    "Advice",
    "ExternalId",
    "Match",
    "Moments",
    "Outcome",
    "ProjectKey",
    "advice",
    "identify",
    "read_outcome",
]
