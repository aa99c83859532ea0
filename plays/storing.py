"""Writes the matches and plays of one recording, in the transaction that stores its results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from identification.models import Identification
from plays import naming, rows
from plays.folding import FoldedPlay, FoldingRule, fold
from plays.models import Match, Play, Recording
from scanning.models import Scan, ScannedFile, ScanResult, ScanState
from scanning.results.reading import OWN, read_answer, read_results
from scanning.scans import EndedScan


@dataclass(frozen=True, slots=True)
class _File:
    """What rows of a recording need of its mirror row."""

    id: UUID
    container_id: int
    created_at: datetime | None
    length: float | None
    name: str


def current_rule() -> FoldingRule:
    return FoldingRule(max_gap=settings.PLAYS_MAX_GAP_SECONDS)


def store_scan(ended: EndedScan) -> None:
    """Replace the matches and plays of a recording by those of its latest scan."""
    file = _file(ended.file_id)
    if file is not None:
        _write(file, _locked_recording(file), ended.number, ended.results)


def store_answer(row: Identification) -> None:
    """Write the matches of an identification, which are of no recording."""
    Match.objects.filter(identification_id=row.pk).delete()
    matches = read_answer(row.response) if row.status_code is not None else []
    rows.insert(
        Match,
        [
            rows.match_row(match, file_id=None, container_id=None, identification_id=row.pk)
            for match in matches
        ],
    )


def make_anew(file_id: UUID) -> None:
    """Make the matches and plays of a recording from the results that are stored."""
    with transaction.atomic():
        file = _file(file_id)
        if file is None:
            return
        # A scan that ends now is waited for: its results are read.
        recording = _locked_recording(file)
        stored = ScanResult.objects.filter(pk=file_id, file__state=ScanState.READY)
        payload = stored.values_list("payload", flat=True).first()
        last = Scan.objects.filter(file_id=file_id).order_by("-number")
        number = last.values_list("number", flat=True).first() or 0
        _write(file, recording, number, None if payload is None else orjson.loads(payload))


def plays_of_scan(file: ScannedFile, number: int) -> list[FoldedPlay]:
    """What a scan of a recording found, folded by the rule of today."""
    scan = Scan.objects.filter(file_id=file.pk, number=number).first()
    segments = read_results(scan.results if scan else None, length=file.duration)
    return fold((segment for segment in segments if segment.section.is_match), current_rule())


def _file(file_id: UUID) -> _File | None:
    files = ScannedFile.objects.filter(pk=file_id)
    found = files.values_list("pk", "container_id", "created_at", "duration", "name").first()
    return _File(*found) if found else None


def _write(file: _File, recording: Recording, scan: int, results: Any) -> None:
    segments = read_results(results, length=file.length)
    rule = current_rule()
    plays = fold((segment for segment in segments if segment.section.is_match), rule)
    recording.container_id = file.container_id
    naming.read_into(recording, file.name)
    begins_at = recording.begins_at
    # Without any time of the remote's it counts from the first that the portal has heard of it.
    origin = begins_at or file.created_at or recording.changed_at or timezone.now()
    play_rows = [
        rows.play_row(
            play,
            number=number,
            file_id=file.id,
            container_id=file.container_id,
            station_id=recording.station_id,
            origin=origin,
            is_on_air=begins_at is not None,
            rule=rule.name,
        )
        for number, play in enumerate(plays, start=1)
    ]
    match_rows = [
        rows.match_row(
            match,
            file_id=file.id,
            container_id=file.container_id,
            scan=scan,
            play=number,
            place=place,
        )
        for number, play in enumerate(plays, start=1)
        for place, match in enumerate(play.matches)
    ]
    match_rows += [
        rows.match_row(segment, file_id=file.id, container_id=file.container_id, scan=scan)
        for segment in segments
        if not segment.section.is_match
    ]
    Match.objects.filter(file=file.id).delete()
    rows.insert(Match, match_rows)
    _replace_plays(recording, play_rows)
    _sum_up(recording, plays)
    recording.scan, recording.rule = scan, rule.name
    recording.save()


def _locked_recording(file: _File) -> Recording:
    """What is known of the recording: two that write its plays wait for each other here."""
    Recording.objects.bulk_create(
        [Recording(file_id=file.id, container_id=file.container_id)], ignore_conflicts=True
    )
    return Recording.objects.select_for_update().get(pk=file.id)


def _sum_up(recording: Recording, plays: Sequence[FoldedPlay]) -> None:
    """What a list says of the recording in a few words."""
    longest = max(plays, key=lambda play: play.played, default=None)
    recording.top_title = longest.front.title[: rows.MAX_TEXT] if longest else ""
    recording.has_own = any(play.front.section is OWN for play in plays)
    recording.covered = covered_until = 0.0
    for play in plays:
        recording.covered += max(0.0, play.end - max(play.begin, covered_until))
        covered_until = max(covered_until, play.end)


def _replace_plays(recording: Recording, play_rows: Sequence[tuple[Any, ...]]) -> None:
    """Write the plays, and note the change for the feed, unless they are what they were."""
    digest = rows.digest_of(play_rows)
    if digest == recording.digest and Play.objects.filter(file=recording.pk).exists() == bool(
        play_rows
    ):
        return
    Play.objects.filter(file=recording.pk).delete()
    rows.insert(Play, play_rows)
    if digest != recording.digest:
        recording.digest, recording.plays = digest, len(play_rows)
        recording.changed_at, recording.change = timezone.now(), None
