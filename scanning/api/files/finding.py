"""Scanned files by what callers name them with, and with their results when they are wanted."""

import uuid
from collections.abc import Iterable

import orjson

from accounts.scopes import Scope
from mirror.api.gateway import GatewayViewSet, not_found, number_or_404
from mirror.models import MirrorRow
from scanning.models import Container, ScannedFile, ScanResult
from scanning.resources import SCANNED_FILES
from scanning.services import scope_of
from ui.wire.replies import Texts


class FilesOfContainer(GatewayViewSet):
    scopes = {
        "GET": Scope.READ_SCANNING,
        "POST": Scope.WRITE_SCANNING,
        "PUT": Scope.WRITE_SCANNING,
        "DELETE": Scope.WRITE_SCANNING,
    }
    with_result = False

    def files(self, container: Container, ids: str) -> list[ScannedFile]:
        """The container's files of these ids. Raises Http404 when there is none of them.

        A single id that the mirror doesn't know is asked of the remote.
        """
        wanted = [one.strip() for one in ids.split(",") if one.strip()]
        keys = [key for key in map(_uuid, wanted) if key is not None]
        rows = ScannedFile.objects.live().in_container(container.pk)
        known = rows.in_bulk(keys)
        found = [known[key] for key in dict.fromkeys(keys) if key in known]
        if not found and len(wanted) == len(keys) == 1:
            found = [self.known_or_fetched(rows, SCANNED_FILES, keys[0], scope_of(container))]
        return found or not_found()

    def payloads(self, rows: Iterable[MirrorRow]) -> Texts:
        listed = list(rows)
        texts = super().payloads(listed)
        if not self.with_result:
            return texts
        results = ScanResult.objects.in_bulk([row.pk for row in listed])
        return [
            _with_result(text, results.get(row.pk)) for row, text in zip(listed, texts, strict=True)
        ]


def container_or_404(container_id: str) -> Container:
    """A container that the mirror knows."""
    container = Container.objects.live().filter(pk=number_or_404(container_id)).first()
    return container or not_found()


def _with_result(text: str | bytes, result: ScanResult | None) -> bytes:
    """The file's JSON with its results, which stay the text they are."""
    document = orjson.loads(text)
    document["results"] = orjson.Fragment(result.payload) if result else None
    return orjson.dumps(document)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
