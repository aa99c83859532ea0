"""What a person or a service can do: identify a sample, with a second opinion if wanted."""

from identification.services.identifying import NoKey, identify
from identification.services.samples import LEAST_SECONDS, MOST_SECONDS, USUAL_SECONDS, TooShort
from identification.services.second_opinion import KIND, is_offered, job_of, seek

__all__ = [
    "KIND",
    "LEAST_SECONDS",
    "MOST_SECONDS",
    "USUAL_SECONDS",
    "NoKey",
    "TooShort",
    "identify",
    "is_offered",
    "job_of",
    "seek",
]
