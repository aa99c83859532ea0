"""The whole service over HTTP: identifying 10 s of MP3, and scanning an hour's recording."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.recognition.conditions import Samples
from benchmarks.recognition.corpus import HIGH, LOW, Track
from benchmarks.recognition.queries import Excerpt, undistorted
from core.audio.encode import write_audio
from tests.engine.running import ROOT, Running
from tests.engine.signing import identify
from tests.waiting import eventually

CATALOGUE = 23
TICKS = os.sysconf("SC_CLK_TCK")


def run(
    tracks: Sequence[Track],
    numbers: Sequence[int],
    excerpts: Sequence[Excerpt],
    programme: Samples,
    folder: Path,
) -> dict[str, float]:
    """An engine with these tracks; times in seconds, ratios of real time per core."""
    music = folder / "music"
    music.mkdir()
    for number in numbers:
        source = Path(tracks[number].source)
        (music / f"{number}{source.suffix}").symlink_to(source)
    engine = Running(folder)
    engine.prepare()
    try:
        engine.start()
        return {
            "tracks": float(len(numbers)),
            **measure_adding(engine, music, sum(tracks[number].seconds for number in numbers)),
            **measure_identifying(engine, tracks, excerpts, folder),
            **measure_scanning(engine, programme, folder),
        }
    finally:
        engine.stop()


def measure_adding(engine: Running, music: Path, seconds: float) -> dict[str, float]:
    worker = engine.processes["work"].pid
    begin = cpu_seconds_of(worker)
    command = [sys.executable, "-m", "engine", "catalogue", "add", str(music)]
    quiet = subprocess.DEVNULL
    subprocess.run(command, env=engine.environment, cwd=ROOT, check=True, stdout=quiet)
    path = f"/api/buckets/{CATALOGUE}/files?per_page=1&state=0"
    eventually(lambda: engine.get(path).json()["meta"]["total"] == 0, within=3600, pause=1.0)
    return {"adding_times_real": seconds / (cpu_seconds_of(worker) - begin)}


def measure_identifying(
    engine: Running, tracks: Sequence[Track], excerpts: Sequence[Excerpt], folder: Path
) -> dict[str, float]:
    project = engine.project(CATALOGUE)
    sample = folder / "sample.mp3"
    walls, right = [], 0
    for excerpt in excerpts:
        sound = undistorted(tracks, excerpt)[: 10 * HIGH]
        write_audio(sample, sound, rate=HIGH, codec="mp3", bit_rate=128_000)
        content = sample.read_bytes()
        sent = time.monotonic()
        reply = identify(engine, project, content)
        walls.append(time.monotonic() - sent)
        music = reply.get("metadata", {}).get("music", [])
        right += bool(music)
    return {
        "answered": 100 * right / len(excerpts),
        "answer_s": float(np.median(walls)),
        "answer_p95_s": float(np.percentile(walls, 95)),
    }


def measure_scanning(engine: Running, programme: Samples, folder: Path) -> dict[str, float]:
    recording = folder / "programme.mp3"
    write_audio(recording, programme, rate=LOW, codec="mp3", bit_rate=48_000)
    files = f"/api/fs-containers/{engine.container(CATALOGUE)['id']}/files"
    worker = engine.processes["work"].pid
    begin, sent = cpu_seconds_of(worker), time.monotonic()
    file = engine.upload(files, recording)
    done = engine.wait_until_processed(files, file["id"], within=1800)
    wall, cpu = time.monotonic() - sent, cpu_seconds_of(worker) - begin
    seconds = len(programme) / LOW
    return {
        "scan_found": float(len(done["results"]["music"])),
        "scan_s": wall,
        "scan_cpu_s": cpu,
        "scan_times_real": seconds / cpu,
    }


def cpu_seconds_of(process: int) -> float:
    """Seconds of CPU of a process, its children, and those that have ended."""
    total = 0
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        total += sum(
            round(cpu_seconds_of(int(child)) * TICKS) for child in task.read_text().split()
        )
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (total + sum(int(field) for field in fields[11:15])) / TICKS
