"""The AudioTag API 2.5: info, stat, identify, get_result. Source: audiotag.info, API."""

from clients.audiotag.client import (
    LEAST_SECONDS,
    TOKEN_SECONDS,
    Accepted,
    AudioTag,
    Info,
    Stat,
)
from clients.audiotag.complaints import AudioTagError
from clients.audiotag.results import Candidate, Progress, Result, Track, read_result

__all__ = [
    "LEAST_SECONDS",
    "TOKEN_SECONDS",
    "Accepted",
    "AudioTag",
    "AudioTagError",
    "Candidate",
    "Info",
    "Progress",
    "Result",
    "Stat",
    "Track",
    "read_result",
]
