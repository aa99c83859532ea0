"""Matches and plays, made from stored results; stations and on-air times, given by people."""

from plays.models.matches import Match
from plays.models.plays import Play, PlayQuerySet
from plays.models.recordings import OnAirSource, PlaysState, Recording, Station

__all__ = [
    "Match",
    "OnAirSource",
    "Play",
    "PlayQuerySet",
    "PlaysState",
    "Recording",
    "Station",
]
