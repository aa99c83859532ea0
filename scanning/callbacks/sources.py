"""Fetching the file that a callback is about, wherever the mirror or the hints say that it is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clients.errors import NotThere
from mirror import clock, fetch, remote, store
from mirror.resources import WHOLE_ACCOUNT, Scope
from scanning.models import Container, Delivery, ScannedFile, ScanResult, ScanState
from scanning.resources import CONTAINERS, SCANNED_FILES


class Unmatched(Exception):
    """The remote knows no such container or file. The message says which."""


class Unstorable(Exception):
    """The remote's answer about the file could not be read into the mirror."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The file as the authenticated API has it, now in the mirror."""

    requested_at: datetime
    is_processing: bool
    answer: str


def fetch_file(file_id: UUID, container_id: int | None) -> Fetched:
    """Ask for the file and mirror it with its results.

    Raises Unmatched, Unstorable, RemoteError and OtherAccount.
    """
    remote.check_same_address()
    scope = _scope(file_id, container_id)
    asked_at = clock.now()
    try:
        found = remote.console().get(
            SCANNED_FILES.object_path(scope, [file_id]), region=scope.region, attempts=1
        )
    except NotThere as error:
        store.mark_gone(SCANNED_FILES, scope, [file_id], requested_at=asked_at)
        raise Unmatched("The remote has no such file in this container.") from error
    if file_id not in fetch.keep(SCANNED_FILES, scope, found):
        raise Unmatched("The remote answered with another file than the one it was asked for.")
    file = ScannedFile.objects.live().filter(pk=file_id).first()
    if file is None:
        raise Unstorable("The remote's answer could not be read: see the rows in quarantine.")
    return Fetched(found.requested_at, file.state == ScanState.PROCESSING, _answer(file))


def fetch_for(delivery: Delivery) -> Fetched:
    """The file of a callback, by what its body claims. Raises as `fetch_file`."""
    if delivery.file_id is None:
        raise Unmatched("The callback names no file.")
    return fetch_file(delivery.file_id, delivery.container_id)


def _scope(file_id: UUID, container_id: int | None) -> Scope:
    known = ScannedFile.objects.filter(pk=file_id).values_list("container_id", flat=True).first()
    key = known or container_id
    if key is None:
        raise Unmatched("Neither the mirror nor the callback says which container the file is in.")
    container = Container.objects.live().filter(pk=key).first() or fetch.fetch_one(
        CONTAINERS, WHOLE_ACCOUNT, key
    )
    if container is None:
        raise Unmatched(f"The remote has no container {key}.")
    return Scope(str(key), f"of {container.name}", container.region)


def _answer(file: ScannedFile) -> str:
    state = ScanState(file.state).label if file.state in ScanState.values else f"state {file.state}"
    if file.state != ScanState.READY:
        return f"Fetched: {state.lower()}."
    matches = ScanResult.objects.filter(pk=file.pk).values_list("matches", flat=True).first() or 0
    return f"Fetched: ready, {matches} match{'' if matches == 1 else 'es'}."
