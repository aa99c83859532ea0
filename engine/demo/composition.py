"""Writes the score of a piece: form, harmony, melody and rhythm, all grown from one seed.

Sections come back varied (notes, fills, key), as in real songs, so that no two moments of a piece
are the same sound and a position in it means something.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

__all__ = ["Note", "compose"]

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "harmonic": (0, 2, 3, 5, 7, 8, 11),
    "gong": (0, 2, 4, 7, 9),
    "yu": (0, 3, 5, 7, 10),
}
FORM = ("intro", "verse", "chorus", "verse", "bridge", "chorus", "verse", "chorus")
BARS = {"intro": 2, "verse": 4, "bridge": 4, "chorus": 4}


@dataclass(frozen=True)
class Note:
    """`start` and `length` in seconds, `pitch` a MIDI number (0 for drums), `gain` 0 to 1."""

    start: float
    length: float
    voice: str
    pitch: int
    gain: float


@dataclass(frozen=True)
class Style:
    """What stays the same through a piece."""

    beat: float
    meter: int
    swing: float
    root: int
    scale: tuple[int, ...]
    melody: str
    second: str
    chords: str
    broken: bool
    drums: float
    chords_by_section: dict[str, list[int]]
    motifs: dict[str, list[tuple[float, int]]]
    kit: dict[str, list[float]]

    def pitch(self, degree: int) -> int:
        octave, step = divmod(degree, len(self.scale))
        return self.root + 12 * octave + self.scale[step]


def compose(seed: int, seconds: float) -> list[Note]:
    """The notes of the piece that grows from `seed`, in no order, ending before `seconds`."""
    random = Random(seed)  # noqa: S311  # music, not a secret
    style = styled(random)
    bar, at, notes = style.beat * style.meter, 0.4, list[Note]()
    for index in range(1000):
        section = FORM[index % len(FORM)]
        lift = random.choice((0, 0, 1, 2, -2)) if index >= 3 else 0
        for number in range(BARS[section]):
            if at + bar > seconds - 1.2:
                return [*notes, *ending(style, at)]
            notes += played(style, random, section, number, at, lift)
            at += bar
    return notes


def styled(random: Random) -> Style:
    scale = SCALES[random.choice(list(SCALES))]
    meter = random.choice((4, 4, 4, 3))
    size = len(scale)
    return Style(
        beat=60 / random.uniform(74, 156),
        meter=meter,
        swing=random.choice((0.0, 0.0, 0.08, 0.16)),
        root=random.randrange(45, 57),
        scale=scale,
        melody=random.choice(("pluck", "reed", "lead", "bell", "keys")),
        second=random.choice(("bell", "pluck", "organ", "keys")),
        chords=random.choice(("pad", "keys", "organ", "pluck")),
        broken=random.random() < 0.45,
        drums=random.choice((0.0, 0.5, 0.8, 1.0)),
        chords_by_section={
            name: [random.choice((0, 3, 4)) if n == 0 else random.randrange(size) for n in range(4)]
            for name in BARS
        },
        motifs={name: motif(random, meter) for name in BARS},
        kit={
            "kick": [0.0, *random.sample([1.0, 1.5, 2.0, 2.5], 2)],
            "snare": [1.0, 3.0] if meter == 4 else [1.0, 2.0],
            "hat": [n * random.choice((0.5, 1.0, 0.25)) for n in range(4 * meter)],
        },
    )


def motif(random: Random, meter: int) -> list[tuple[float, int]]:
    """Two bars of (beat, step from the chord's root)."""
    beat, step, line = 0.0, random.randrange(7, 12), list[tuple[float, int]]()
    while beat < 2 * meter:
        if random.random() < 0.85:
            line.append((beat, step))
        step = min(15, max(4, step + random.choice((-3, -2, -1, -1, 0, 1, 1, 2, 4))))
        beat += random.choice((0.25, 0.5, 0.5, 0.75, 1.0, 1.0, 1.5))
    return line


def played(
    style: Style, random: Random, section: str, number: int, at: float, lift: int
) -> Iterator[Note]:
    degree = style.chords_by_section[section][number % 4]
    if section != "intro" or number:
        yield from melody(style, random, section, number, at, degree, lift)
    yield from harmony(style, random, section, at, degree, lift)
    if section != "intro":
        low = style.pitch(degree) + lift - 12
        for beat in (0.0, 1.5, 2.0) if style.meter == 4 else (0.0, 2.0):
            drop = random.choice((0, 0, 0, 7, 12)) if beat else 0
            yield Note(at + beat * style.beat, style.beat * 0.9, "bass", low - drop + 12, 0.55)
    if style.drums and section != "intro":
        yield from drums(style, random, number, at)


def melody(
    style: Style, random: Random, section: str, number: int, at: float, degree: int, lift: int
) -> Iterator[Note]:
    half = number % 2
    line = [
        (beat - half * style.meter, step)
        for beat, step in style.motifs[section]
        if half * style.meter <= beat < (half + 1) * style.meter
    ]
    voice = style.melody if section != "bridge" else style.second
    for index, (beat, motif_step) in enumerate(line):
        step = motif_step
        if random.random() < 0.3:
            step += random.choice((-2, -1, 1, 2, 3))
        if random.random() < 0.08:
            continue
        after = line[index + 1][0] if index + 1 < len(line) else float(style.meter)
        late = style.swing * style.beat if beat % 1 == 0.5 else 0.0
        start = at + beat * style.beat + late + random.uniform(-0.012, 0.012)
        length = (after - beat) * style.beat * random.choice((0.6, 0.85, 1.0))
        pitch = style.pitch(degree + step - 7) + lift + 12
        yield Note(max(0.0, start), length, voice, pitch, random.uniform(0.42, 0.62))


def harmony(
    style: Style, random: Random, section: str, at: float, degree: int, lift: int
) -> Iterator[Note]:
    tones = [style.pitch(degree + third) + lift for third in (0, 2, 4)]
    if section == "chorus":
        tones.append(style.pitch(degree + random.choice((6, 7, 8))) + lift)
    if not style.broken:
        for tone in tones:
            yield Note(at, style.beat * style.meter, style.chords, tone, 0.17)
        return
    for beat in range(2 * style.meter):
        start = at + beat * style.beat / 2 + random.uniform(-0.006, 0.006)
        yield Note(max(0.0, start), style.beat * 0.7, style.chords, random.choice(tones), 0.3)


def drums(style: Style, random: Random, number: int, at: float) -> Iterator[Note]:
    fill = number == 3 and random.random() < 0.7
    for voice, beats in style.kit.items():
        for beat in beats:
            if beat >= style.meter or (fill and beat >= style.meter - 1) or random.random() < 0.06:
                continue
            gain = style.drums * (0.16 if voice == "hat" else 0.5) * random.uniform(0.8, 1.1)
            yield Note(at + beat * style.beat, 0.0, voice, 0, gain)
    if fill:
        for step in range(random.choice((3, 4, 6))):
            start = at + (style.meter - 1 + step / 6) * style.beat
            yield Note(start, 0.0, random.choice(("snare", "clap", "shaker")), 0, 0.4)


def ending(style: Style, at: float) -> Iterator[Note]:
    for degree in (0, 2, 4, 7):
        yield Note(at, 1.1, style.chords, style.pitch(degree), 0.2)
    yield Note(at, 1.1, "bass", style.root - 12, 0.5)
