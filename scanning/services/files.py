"""Acts on scanned files. Source: docs.acrcloud.com, Console API, FsFiles."""

from collections.abc import Sequence
from uuid import UUID

from accounts.audit import Actor, record
from clients.errors import NotThere
from mirror import remote, store, writes
from mirror.fetch import keep
from mirror.resources import Scope
from scanning.models import Container
from scanning.resources import SCANNED_FILES

# Met in a client; more ids don't fit every proxy's longest address either.
IDS_PER_RESCAN = 50


def scope_of(container: Container) -> Scope:
    return Scope(str(container.pk), f"of {container.name}", container.region)


def rescan_files(*, container: Container, ids: Sequence[UUID], by: Actor) -> int:
    """Have files scanned again under the container's policy of now; returns how many are.

    What the remote answers is not documented, so files it doesn't name are fetched.
    Raises RemoteError, ReadOnly and OtherAccount.
    """
    remote.check_writable()
    scanned = sum(
        _rescan_batch(container, ids[at : at + IDS_PER_RESCAN])
        for at in range(0, len(ids), IDS_PER_RESCAN)
    )
    record(
        actor=by,
        act="rescan files",
        target=f"container {container.pk}",
        files=[str(one) for one in ids],
    )
    return scanned


def delete_files(*, container: Container, ids: Sequence[UUID], by: Actor) -> int:
    """Delete files with their results; returns how many were there.

    Raises RemoteError, ReadOnly and OtherAccount.
    """
    deleted = writes.delete(SCANNED_FILES, ids, scope=scope_of(container))
    record(
        actor=by,
        act="delete scanned files",
        target=f"container {container.pk}",
        files=[str(one) for one in ids],
    )
    return deleted


def _rescan_batch(container: Container, ids: Sequence[UUID]) -> int:
    console, scope = remote.console(), scope_of(container)
    path = SCANNED_FILES.object_path(scope, ids)
    try:
        found = console.change(f"{path}/rescan", region=scope.region)
    except NotThere:
        # One unknown id may refuse them all: ask for each alone.
        return sum(_rescan_batch(container, [one]) for one in ids) if len(ids) > 1 else 0
    answered = set(keep(SCANNED_FILES, scope, found))
    unnamed = [one for one in ids if one not in answered]
    for at in range(0, len(unnamed), SCANNED_FILES.ids_per_get):
        answered.update(_fetched(scope, unnamed[at : at + SCANNED_FILES.ids_per_get]))
    return len(answered.intersection(ids))


def _fetched(scope: Scope, ids: Sequence[UUID]) -> set[UUID]:
    """Those of a few files that are there, mirrored as they are now."""
    try:
        found = remote.console().get(SCANNED_FILES.object_path(scope, ids), region=scope.region)
    except NotThere:
        if len(ids) > 1:
            return set().union(*(_fetched(scope, [one]) for one in ids))
        store.mark_gone_now(SCANNED_FILES, scope, ids)
        return set()
    return set(keep(SCANNED_FILES, scope, found))
