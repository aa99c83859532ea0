"""The sections of `results`, in the order in which they are shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """`look` is its colour in the timeline: the CSS classes `bar-<look>` and `swatch-<look>`."""

    key: str
    label: str
    look: str
    is_match: bool = False


OWN = Section("custom_files", "Own catalogue", "own", is_match=True)
MUSIC = Section("music", "Music", "music", is_match=True)
COVERS = Section("cover_songs", "Covers", "covers", is_match=True)
SPEECH = Section("speech", "Speech", "speech")
TALK = Section("music_speech", "Talk and music", "talk")
AI = Section("ai_detection", "AI music", "signal")
SECTIONS = (OWN, MUSIC, COVERS, SPEECH, TALK, AI)
