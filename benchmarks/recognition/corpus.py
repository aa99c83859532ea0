"""Real music under free licences, from Debian packages; or the demo pieces, for a smoke run.

Some packages stay out of the database: their music must not be recognised. Tracks are divided into
two halves by the hash of their names: thresholds are chosen on one half and reported on the other.
"""

import hashlib
import json
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler

from core.audio.decode import decode
from core.audio.encode import write_audio
from engine.demo.pieces import DEMO_PIECES
from engine.demo.speech import talk
from engine.demo.synthesize import RATE as DEMO_RATE
from engine.demo.synthesize import render

Samples = npt.NDArray[np.float32]

HELD_OUT = ("wesnoth-1.16-music", "hedgewars-data", "starfighter-data", "unknown-horizons")
MUSIC = (
    *("0ad-data", "supertux-data", "supertuxkart-data", "megaglest-data", "singularity-music"),
    *("flare-game", "hyperrogue-music", "marsshooter-data", "planetblupi-music-ogg"),
    *("plee-the-bear-data", "btanks-data", "pushover-data", "enigma-data", "trackballs-data"),
    *("amoebax-data", "freecol", *HELD_OUT),
)
SPEECH = ("fillets-ng-data-cs", "fillets-ng-data-nl")
SUFFIXES = (".ogg", ".mp3", ".opus", ".flac")
EFFECTS = {"sounds", "sfx", "soundfx", "ambient", "speech"}
SHORTEST = 30.0
LOW, HIGH = 11_025, 22_050


@dataclass(frozen=True)
class Track:
    """`low` is its sound at 11,025 a second; excerpts for queries come from `source`."""

    name: str
    package: str
    seconds: float
    source: str
    low: str

    @property
    def held_out(self) -> bool:
        return self.package in HELD_OUT

    @property
    def title(self) -> str:
        return "".join(filter(str.isalnum, Path(self.name).stem.lower()))

    @property
    def half(self) -> str:
        return "AB"[int(hashlib.sha1(self.name.encode()).hexdigest(), 16) % 2]

    def sound(self) -> Samples:
        sound: Samples = np.load(self.low).astype(np.float32) / np.float32(32768)
        return sound

    def excerpt(self, start: float, length: float) -> Samples:
        return decode_sound(self.source, start, length)


def decode_sound(
    path: str | Path, start: float = 0.0, length: float = 1e6, *, rate: int = HIGH
) -> Samples:
    """Decoded in this process: files from Debian are trusted, and child processes are slower."""
    shaper = AudioResampler("flt", "mono", rate)
    parts: list[Samples] = []
    first = None
    with av.open(str(path), "r") as container:
        stream = container.streams.audio[0]
        if start:
            container.seek(int(max(0.0, start - 1) * av.time_base))
        for frame in container.decode(stream):
            frame_time = frame.time or 0.0
            first = frame_time if first is None else first
            if frame_time > start + length + 0.5:
                break
            frame.pts = None
            parts += [part.to_ndarray()[0] for part in shaper.resample(frame)]
    sound = np.concatenate(parts)[max(0, round((start - (first or 0.0)) * rate)) :]
    return sound[: int(length * rate)]


def tracks(cache: Path) -> list[Track]:
    """All music, each once, fetched and decoded into `cache` (some 12 GB while unpacking)."""
    listed = cache / "tracks.json"
    if not listed.exists():
        for package in MUSIC:
            fetch(package, cache)
        unique_tracks = []
        digests: set[str] = set()
        for path in sound_files(cache, MUSIC):
            track = decode_track(path, cache)
            digest = hashlib.sha1(Path(track.low).read_bytes()).hexdigest() if track else ""
            if track and digest not in digests:
                digests.add(digest)
                unique_tracks.append(track)
        listed.write_text(json.dumps([asdict(track) for track in unique_tracks]))
    return [Track(**fields) for fields in json.loads(listed.read_text())]


def speech(cache: Path) -> Samples:
    """Many voices one after another at HIGH samples a second, each equally loud."""
    stored = cache / "speech.npy"
    if not stored.exists():
        for package in SPEECH:
            fetch(package, cache)
        voices = []
        for path in list(sound_files(cache, SPEECH))[::20]:
            voice = decode_sound(path)
            if len(voice) > HIGH:
                voices.append(0.1 * voice / np.sqrt(np.mean(voice**2) + 1e-9))
        np.save(stored, np.concatenate(voices))
    joined_voices: Samples = np.load(stored)
    return joined_voices


def fetch(package: str, cache: Path) -> None:
    """Downloads a package and unpacks its audio files; nothing is installed."""
    folder = cache / "sounds" / package
    if folder.exists():
        return
    debs = cache / "debs"
    debs.mkdir(parents=True, exist_ok=True)
    if not list(debs.glob(f"{package}_*.deb")):
        subprocess.run(["apt-get", "download", package], cwd=debs, check=True)
    (deb,) = debs.glob(f"{package}_*.deb")
    unpacked = cache / "unpacking"
    unpacked.mkdir(exist_ok=True)
    wanted = [f"*{suffix}" for suffix in SUFFIXES] + ["*public.zip"]
    tar = subprocess.Popen(["dpkg", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    # tar fails where one of the patterns matches nothing.
    subprocess.run(["tar", "-x", "--wildcards", *wanted], cwd=unpacked, stdin=tar.stdout)
    tar.wait()
    for archive in unpacked.rglob("*.zip"):
        with zipfile.ZipFile(archive) as file:
            music = [n for n in file.namelist() if n.endswith(".ogg") and "music" in n]
            file.extractall(unpacked, music)
        archive.unlink()
    folder.parent.mkdir(exist_ok=True)
    unpacked.rename(folder)


def sound_files(cache: Path, packages: tuple[str, ...]) -> Iterator[Path]:
    for package in packages:
        for path in sorted((cache / "sounds" / package).rglob("*")):
            if path.suffix.lower() in SUFFIXES and path.is_file():
                yield path


def decode_track(path: Path, cache: Path) -> Track | None:
    """None for effects, ambience, silence and files that can't be decoded."""
    relative = path.relative_to(cache / "sounds")
    if path.stat().st_size < 150_000 or EFFECTS & set(relative.parts):
        return None
    name = hashlib.sha1(str(relative).encode()).hexdigest()[:12]
    low = cache / "low" / f"{name}.npy"
    if not low.exists():
        try:
            sound = decode_sound(path, rate=LOW)
        except (av.FFmpegError, ValueError):
            return None
        if len(sound) < SHORTEST * LOW or np.sqrt(np.mean(sound**2)) < 0.003:
            return None
        low.parent.mkdir(exist_ok=True)
        beside = low.with_suffix(".tmp.npy")
        np.save(beside, np.clip(sound * 32767, -32768, 32767).astype(np.int16))
        beside.rename(low)
    seconds = len(np.load(low, mmap_mode="r")) / LOW
    return Track(str(relative), relative.parts[0], seconds, str(path), str(low))


def demo_tracks(cache: Path) -> list[Track]:
    """The sixteen demo pieces, the last four held out: no network, for a smoke run."""
    synthesized_tracks = []
    for number, piece in enumerate(DEMO_PIECES):
        path = cache / f"{piece.slug}.flac"
        write_audio(path, render(piece), rate=DEMO_RATE, codec="flac")
        low = path.with_suffix(".npy")
        np.save(low, (decode(path, rate=LOW) * 32767).astype(np.int16))
        package = HELD_OUT[0] if number >= 12 else "demo"
        synthesized_tracks.append(
            Track(piece.slug, package, float(piece.seconds), str(path), str(low))
        )
    return synthesized_tracks


def demo_speech() -> Samples:
    return np.concatenate([talk(20, rate=HIGH, seed=seed) for seed in range(6)])
