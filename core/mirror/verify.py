"""Compares the mirror with the remote, object by object, and changes neither."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings

from core.clients.errors import RemoteNotFoundError
from core.mirror import parsing, remote, resources
from core.mirror.prefetch import fetch_pages
from core.mirror.resources import Resource, Scope


@dataclass(frozen=True)
class Discrepancy:
    """One object that differs between mirror and remote."""

    resource: str
    scope: str
    remote_id: str
    problem: str

    def __str__(self) -> str:
        in_scope = f" of {self.scope}" if self.scope else ""
        return f"{self.resource}{in_scope}: {self.remote_id} {self.problem}"


def find_discrepancies() -> Iterator[Discrepancy]:
    """Every object that is missing from the mirror, gone at the remote, or different.

    Reads the whole remote. Raises RemoteError and OtherAccountError.
    """
    remote.check_same_address()
    for resource in resources.all_resources():
        for scope in resource.scopes():
            yield from _compare_list(resource, scope)


def _compare_list(resource: Resource[Any], scope: Scope) -> Iterator[Discrepancy]:
    mirrored = dict(resource.in_scope(scope).values_list("pk", "row_hash"))
    discrepancy = partial(Discrepancy, resource.name, scope.id)
    for key, row_hash in _listed_hashes(resource, scope):
        mirrored_hash = mirrored.pop(key, None)
        if mirrored_hash is None:
            yield discrepancy(str(key), "is not in the mirror")
        elif mirrored_hash != row_hash:
            yield discrepancy(str(key), "differs")
    for key in mirrored:
        yield discrepancy(str(key), "is in the mirror and not at the remote")


def _listed_hashes(resource: Resource[Any], scope: Scope) -> Iterator[tuple[Any, str]]:
    fetch = partial(
        remote.console().page,
        resource.list_path(scope),
        per_page=settings.SYNC_PAGE_SIZE,
        params={"sort": "id", "order": "asc"} if resource.order == "id" else None,
        region=scope.region,
    )
    try:
        for page in fetch_pages(fetch):
            for row in page.rows:
                row.pop(resource.side_field, None)
                yield resource.key_of(row), parsing.row_hash_of(row)
    except RemoteNotFoundError:
        return
