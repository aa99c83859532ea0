"""Titles and tags for generated content, by seed: Latin, Chinese and unusual text."""

from random import Random

LATIN = (
    *("Harbour", "Morning", "Paper", "Silver", "Northern", "Quiet", "Glass", "Electric"),
    *("Winter", "Golden", "Hollow", "Distant", "Crimson", "Little", "Broken", "Midnight"),
    *("River", "Signal", "Garden", "Machine", "Letters", "Dancers", "Railway", "Ocean"),
)
CHINESE = "月夜行春风路口江上城南旧梦山河远望星光海浪书信花园列车雨声云影故乡灯火少年歌谣"
UNUSUAL = (
    'O\'Brien & "Sons" <live>',
    "100% _pure_ \\ back/slash",
    "مرحبا بالعالم",
    "שלום עולם",
    "Ünïcödé Ñandú",
    "🎵🎶 emoji 🎧",
    "  spaces  around  ",
    "a" * 255,
    "tab\there",
    "zero\u200bwidth",
    "=SUM(A1:A9)",
    "e\u0301 combining",
)
ERRORS = (
    "The file is not in an audio format that is accepted.",
    "The url answered 404.",
    "The audio is too short.",
)
TAG_KEYS = (
    "artist",
    "album",
    "label",
    "genre",
    "isrc",
    "composer",
    "year",
    "note",
    "曲风",
    "catalog no",
)


def titles(random: Random, count: int) -> list[str]:
    return [title(random) for _ in range(count)]


def title(random: Random) -> str:
    chance = random.random()
    if chance < 0.55:
        return " ".join(random.choices(LATIN, k=random.randint(1, 4)))
    if chance < 0.93:
        return "".join(random.choices(CHINESE, k=random.randint(2, 9)))
    return random.choice(UNUSUAL)


def tags(random: Random, count: int) -> list[str]:
    """JSON objects: most are small, some have several kilobytes."""
    return [tag_object(random) for _ in range(count)]


def tag_object(random: Random) -> str:
    if random.random() < 0.3:
        return "{}"
    parts = [
        f'"{key}":"{" ".join(random.choices(LATIN, k=random.randint(1, 3)))}"'
        for key in random.sample(TAG_KEYS, random.randint(1, 6))
    ]
    if random.random() < 0.02:
        parts.append(f'"lyrics":"{" ".join(random.choices(LATIN, k=random.randint(100, 600)))}"')
    return "{" + ",".join(parts) + "}"
