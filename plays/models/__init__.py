"""Matches and plays, made from stored results; stations and on-air times, given by people."""

from plays.models.matches import Match
from plays.models.plays import Play, PlayQuerySet
from plays.models.recordings import (
    NamePattern,
    OnAirSource,
    PlaysState,
    Recording,
    Station,
)

__all__ = [
    "Match",
    "NamePattern",
    "OnAirSource",
    "Play",
    "PlayQuerySet",
    "PlaysState",
    "Recording",
    "Station",
]
