"""Compares the mirror with the remote, object by object, and changes neither."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings

from clients.errors import NotThere
from mirror import remote, resources, rows
from mirror.fetching import pages
from mirror.resources import Resource, Scope


@dataclass(frozen=True)
class Discrepancy:
    """One object of which mirror and remote don't say the same."""

    resource: str
    scope: str
    remote_id: str
    what: str

    def __str__(self) -> str:
        of = f" of {self.scope}" if self.scope else ""
        return f"{self.resource}{of}: {self.remote_id} {self.what}"


def discrepancies() -> Iterator[Discrepancy]:
    """Every object that is missing from the mirror, left over in it, or different.

    Reads the remote whole. Raises RemoteError and OtherAccount.
    """
    remote.check_same_address()
    for resource in resources.all_resources():
        for scope in resource.scopes():
            yield from _of_list(resource, scope)


def _of_list(resource: Resource[Any], scope: Scope) -> Iterator[Discrepancy]:
    mirrored = dict(resource.in_scope(scope).values_list("pk", "row_hash"))
    found = partial(Discrepancy, resource.name, scope.id)
    for key, row_hash in _listed(resource, scope):
        known = mirrored.pop(key, None)
        if known is None:
            yield found(str(key), "is not in the mirror")
        elif known != row_hash:
            yield found(str(key), "differs")
    for key in mirrored:
        yield found(str(key), "is in the mirror and not at the remote")


def _listed(resource: Resource[Any], scope: Scope) -> Iterator[tuple[Any, str]]:
    fetch = partial(
        remote.console().page,
        resource.list_path(scope),
        per_page=settings.SYNC_PAGE_SIZE,
        params={"sort": "id", "order": "asc"} if resource.order == "id" else None,
        region=scope.region,
    )
    try:
        for page in pages(fetch):
            for row in page.rows:
                row.pop(resource.side_field, None)
                yield resource.key_of(row), rows.hash_of(row)
    except NotThere:
        return
