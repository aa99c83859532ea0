"""Fetches the files that callbacks name into the mirror, as many a request as the remote allows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.clients.errors import RemoteNotFoundError
from core.mirror import clock, read_through, remote, store
from core.mirror.resources import WHOLE_ACCOUNT, Scope
from scanning.models import Container, ScannedFile, ScanResult, ScanState
from scanning.resources import CONTAINERS, SCANNED_FILES, scope_of


class UnmatchedError(Exception):
    """The remote knows no such container or file. The message says which."""


class UnstorableError(Exception):
    """The remote's reply about the file could not be parsed into the mirror."""


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file that has just been fetched into the mirror. `summary` is a sentence."""

    requested_at: datetime
    is_processing: bool
    summary: str


Outcome = FetchedFile | UnmatchedError | UnstorableError


def fetch_files(
    file_ids: Sequence[UUID], claimed_container_id: int | None
) -> Iterator[Mapping[UUID, Outcome]]:
    """Fetch files with their results into the mirror; yields what became of them, call by call.

    A file is looked for in the container where the mirror has it, else in the claimed one. Raises
    RemoteError and OtherAccountError.
    """
    remote.check_same_address()
    known = dict(ScannedFile.objects.filter(pk__in=file_ids).values_list("pk", "container_id"))
    by_container: dict[int | None, list[UUID]] = {}
    for file_id in file_ids:
        container_id = known.get(file_id) or claimed_container_id
        by_container.setdefault(container_id, []).append(file_id)
    for container_id, ids in by_container.items():
        try:
            scope = _scope_of(container_id)
        except UnmatchedError as unmatched:
            yield dict.fromkeys(ids, unmatched)
            continue
        for start in range(0, len(ids), SCANNED_FILES.ids_per_get):
            yield from _fetch(scope, ids[start : start + SCANNED_FILES.ids_per_get])


def _fetch(scope: Scope, file_ids: Sequence[UUID]) -> Iterator[dict[UUID, Outcome]]:
    """One call; more where the reply leaves files out, each of which is then asked for alone."""
    # Passes, pages and uploads go on beside the callbacks of a thousand scans that end at once.
    remote.half_of_the_rate("callbacks").wait()
    requested_at = clock.now()
    try:
        reply = remote.console().get(
            SCANNED_FILES.object_path(scope, file_ids), region=scope.region, attempts=1
        )
    except RemoteNotFoundError:
        if len(file_ids) > 1:
            yield from _fetch_each(scope, file_ids)
            return
        store.mark_gone(SCANNED_FILES, scope, file_ids, requested_at=requested_at)
        gone = UnmatchedError("The remote has no such file in this container.")
        yield dict.fromkeys(file_ids, gone)
        return
    keys = set(read_through.store_reply(SCANNED_FILES, scope, reply))
    left_out = [file_id for file_id in file_ids if file_id not in keys]
    if left_out and len(file_ids) == 1:
        other = UnmatchedError("The remote answered with another file than the one requested.")
        yield dict.fromkeys(left_out, other)
        return
    yield _outcomes([file_id for file_id in file_ids if file_id in keys], reply.requested_at)
    yield from _fetch_each(scope, left_out)


def _fetch_each(scope: Scope, file_ids: Iterable[UUID]) -> Iterator[dict[UUID, Outcome]]:
    for file_id in file_ids:
        yield from _fetch(scope, [file_id])


def _outcomes(file_ids: Sequence[UUID], requested_at: datetime) -> dict[UUID, Outcome]:
    """What the mirror now says of files that were in a reply."""
    rows = ScannedFile.objects.live().filter(pk__in=file_ids).values_list("pk", "state")
    states = dict(rows)
    results = ScanResult.objects.filter(pk__in=states).values_list("pk", "matches")
    matches = dict(results)
    return {
        file_id: FetchedFile(
            requested_at,
            states[file_id] == ScanState.PROCESSING,
            _summary(states[file_id], matches.get(file_id) or 0),
        )
        if file_id in states
        else UnstorableError("The remote's reply could not be read: see the rows in quarantine.")
        for file_id in file_ids
    }


def _scope_of(container_id: int | None) -> Scope:
    if container_id is None:
        raise UnmatchedError(
            "Neither the mirror nor the callback says which container the file is in."
        )
    container = Container.objects.live().defer("payload").filter(pk=container_id).first()
    container = container or read_through.fetch_one(CONTAINERS, WHOLE_ACCOUNT, container_id)
    if container is None:
        raise UnmatchedError(f"The remote has no container {container_id}.")
    return scope_of(container)


def _summary(state: int, matches: int) -> str:
    label = ScanState(state).label if state in ScanState.values else f"state {state}"
    if state != ScanState.READY:
        return f"Fetched: {label.lower()}."
    return f"Fetched: ready, {matches} match{'' if matches == 1 else 'es'}."
