"""The demo music: sixteen invented pieces by nobody, so that anyone may keep and share them."""

from dataclasses import dataclass

__all__ = ["DEMO_PIECES", "Piece"]


@dataclass(frozen=True)
class Piece:
    """What is printed on the sleeve, the length in seconds, and the seed the music grows from."""

    slug: str
    title: str
    artist: str
    album: str
    label: str
    isrc: str
    genre: str
    year: int
    seconds: int
    seed: int

    @property
    def tags(self) -> dict[str, str]:
        """As `core.audio.encode.write_audio` takes them."""
        return {
            "title": self.title,
            "artist": self.artist,
            "album": self.album,
            "label": self.label,
            "isrc": self.isrc,
            "genre": self.genre,
            "date": str(self.year),
        }


HARBOUR, LANTERN, NORD, STONE = "Harbour Lights", "Lantern Hill", "Nordwind", "青石唱片"

# slug, title, artist, album, label, genre, year, seconds
SLEEVES = (
    ("tidewater", "Tidewater", "The Quiet Engines", "Low Country", HARBOUR, "Indie Pop", 2019, 62),
    ("cafe-au-lait", "Café au lait", "Élodie Fournier", "Matins", LANTERN, "Chanson", 2021, 54),
    ("yueye", "月夜行", "林晚舟", "江上集", STONE, "Folk", 2020, 66),
    ("paper-planets", "Paper Planets", "Orbit Kids", "Small Gravity", HARBOUR, "Pop", 2022, 58),
    ("sobremesa", "Sobremesa", "Niño Corazón Trío", "Después", LANTERN, "Latin", 2018, 61),
    ("glass-stairs", "Glass Stairs", "Mira Halloran", "Rooms", HARBOUR, "Ambient", 2023, 72),
    ("night-bus", "Night Bus 27", "Fairgate", "Last Stop", HARBOUR, "House", 2024, 60),
    ("chunfeng", "春风路口", "苏小满", "城南旧梦", STONE, "Pop", 2022, 57),
    ("seefahrt", "Seefahrt nach Rügen", "Die Möwen", "Küstenwetter", NORD, "Folk", 2017, 52),
    ("kiln", "Kiln", "Ashworth Four", "Fired Clay", LANTERN, "Jazz", 2016, 64),
    ("lighthouse", "Red Lighthouse", "The Quiet Engines", "Low Country", HARBOUR, "Rock", 2019, 59),
    ("polarlys", "Polarlys", "Åse Bjørnstad", "Vinterbok", NORD, "Ambient", 2021, 75),
    ("waltz", "The Clockmaker’s Waltz", "Orrin Vale", "Felt", LANTERN, "Classical", 2015, 55),
    ("saudade", "Saudade elétrica", "João Batuque", "Maré alta", LANTERN, "Bossa Nova", 2023, 63),
    ("overclocked", "Overclocked", "Orbit Kids", "Small Gravity", HARBOUR, "Electro", 2022, 48),
    ("jingle-nine", "Jingle No. 9", "Fairgate", "Station Idents", HARBOUR, "Electronic", 2024, 40),
)

DEMO_PIECES: tuple[Piece, ...] = tuple(
    Piece(
        slug=slug,
        title=title,
        artist=artist,
        album=album,
        label=label,
        isrc=f"XXDMO{year % 100:02d}{number:05d}",
        genre=genre,
        year=year,
        seconds=seconds,
        seed=7000 + number,
    )
    for number, (slug, title, artist, album, label, genre, year, seconds) in enumerate(SLEEVES, 1)
)
