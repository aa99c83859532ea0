"""Making the demo's audio: the synthesized music and the radio recording of `outline`'s files.

Where that was interrupted, the next start continues: a file without audio is one to be made.
"""

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from core.audio.encode import write_audio
from engine.clock import now, stamp
from engine.demo.broadcast import demo_recording
from engine.demo.outline import RECORDING, demo_acr_id
from engine.demo.pieces import DEMO_PIECES, Piece
from engine.demo.plan import unfinished_mark
from engine.demo.synthesize import RATE, render
from engine.disk import storage
from engine.models import AudioFile, Container, ScannedFile

Report = Callable[[str], None]

POLL_SECONDS = 0.2


def furnish_account(report: Report, *, process: Callable[[], object]) -> None:
    """Make all audio that isn't there. `process` is called to have what waits processed."""
    for piece in DEMO_PIECES:
        file = AudioFile.objects.filter(acr_id=demo_acr_id(piece), stored="").first()
        if file:
            report(f"synthesizing {piece.title}")
            add_audio(file, piece)
            process()
    # The recording is compared with all of the pieces.
    while AudioFile.objects.filter(due_at__isnull=False).exists():
        time.sleep(POLL_SECONDS)
    for recording in ScannedFile.objects.filter(name=RECORDING, stored=""):
        report("mixing a radio recording")
        add_recording(recording)
        process()
    unfinished_mark().unlink()


def add_audio(file: AudioFile, piece: Piece) -> None:
    """Give a file its tagged MP3, and queue it."""
    with storage.spool_file() as spool:
        write_audio(spool, render(piece), rate=RATE, tags=piece.tags, codec="mp3")
        stored = storage.store_file(spool)
    was_waiting = AudioFile.objects.filter(pk=file.pk, stored="").update(
        stored=stored.name, size_bytes=stored.size, due_at=now(), updated_at=stamp()
    )
    if not was_waiting:
        storage.delete(stored.name)


def add_recording(file: ScannedFile) -> None:
    """The radio recording: for the container, and in a folder for trying uploads."""
    broadcast = demo_recording()
    path = Path(settings.DEMO_DIR) / RECORDING
    write_audio(path, broadcast.samples, rate=broadcast.rate, codec="mp3")
    with storage.spool_file() as spool:
        spool.write_bytes(path.read_bytes())
        stored = storage.store_file(spool)
    with transaction.atomic():
        was_waiting = ScannedFile.objects.filter(pk=file.pk, stored="").update(
            stored=stored.name,
            size_bytes=stored.size,
            duration=len(broadcast.samples) / broadcast.rate,
            due_at=now(),
            updated_at=stamp(),
        )
        if was_waiting:
            Container.tally(file.container_id, size=stored.size)
    if not was_waiting:
        storage.delete(stored.name)
