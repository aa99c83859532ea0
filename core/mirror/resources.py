"""How a remote resource maps to a mirror model. Each app registers its own in `ready`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django.db import models

from core.mirror.models import MirrorQuerySet, MirrorRow

Columns = Mapping[str, Any]
M = TypeVar("M", bound=MirrorRow)


@dataclass(frozen=True)
class Scope:
    """One list of the remote: `id` is the parent's, "" for an account-wide list.

    `mark` is what the parent says of its list (its count, its `updated_at`): when the mark moves,
    the list has changed.
    """

    id: str = ""
    label: str = ""
    region: str = ""
    mark: str = ""


WHOLE_ACCOUNT = Scope()


@dataclass(frozen=True)
class LinkTable:
    """Links from an object to others that it names, written again when it changes."""

    model: type[models.Model]
    owner: str
    target: str
    targets: Callable[[Mapping[str, Any]], Iterable[int]]


@dataclass(frozen=True)
class Resource(Generic[M]):
    """A list of the Console API and the table it is mirrored into.

    - `columns` turns a remote object into the model's typed columns, and raises LookupError,
      TypeError or ValueError for one it can't parse.
    - `order` is "id" where the remote documents a sort by id, None where it documents no sort.
    - `moving` are the rows in a state that is not final.
    - `ids_per_get` is how many objects one GET by ids may name, 0 where the remote has no such GET.
    - `owned` tells whether its objects carry the account's `uid`.
    - `side_field` names a part that only some replies carry and that has a table of its own.
      `store_side` is called with the object's key, that part, and when it was requested; `has_side`
      tells from the columns whether there is one to fetch.
    - `when_written` is called with the keys of objects that differed and when they were requested,
      in the transaction that has written them.
    """

    name: str
    label: str
    model: type[M]
    path: str
    columns: Callable[[Mapping[str, Any]], dict[str, Any]]
    order: str | None = None
    scope_field: str = ""
    scopes: Callable[[], Iterable[Scope]] = lambda: [WHOLE_ACCOUNT]
    secret_fields: Sequence[str] = ()
    links: Sequence[LinkTable] = ()
    moving: Callable[[], models.QuerySet[Any]] | None = None
    ids_per_get: int = 1
    owned: bool = True
    side_field: str = ""
    store_side: Callable[[Any, Any, datetime], None] | None = None
    has_side: Callable[[Columns], bool] = lambda columns: False
    when_written: Callable[[Sequence[Any], datetime], None] | None = None
    parents: Sequence[str] = ()

    @cached_property
    def _has_number_key(self) -> bool:
        return isinstance(self.model._meta.pk, models.IntegerField)

    @property
    def rows(self) -> MirrorQuerySet[Any]:
        """Every row of the table, gone ones included."""
        return cast(MirrorQuerySet[Any], self.model._default_manager.all())

    def in_scope(self, scope: Scope) -> MirrorQuerySet[Any]:
        """The live rows of one list."""
        rows = self.rows.live()
        return rows.filter(**{self.scope_field: scope.id}) if self.scope_field else rows

    def scope_of_id(self, scope_id: str) -> Scope:
        """The list with this parent; one without a label where the parent is gone."""
        return next((scope for scope in self.scopes() if scope.id == scope_id), Scope(scope_id))

    def list_path(self, scope: Scope) -> str:
        return self.path.replace("{scope}", scope.id)

    def object_path(self, scope: Scope, ids: Sequence[Any]) -> str:
        return f"{self.list_path(scope)}/{','.join(map(str, ids))}"

    def key_of(self, row: Any) -> Any:
        """The primary key of a remote object. Raises LookupError, TypeError or ValueError."""
        remote_id = row["id"]
        if type(remote_id) is int and self._has_number_key and abs(remote_id) < 2**63:
            return remote_id
        key = self.model._meta.pk.to_python(remote_id)
        if isinstance(key, int) and abs(key) >= 2**63:
            raise ValueError("id is too large a number")
        if key is None:
            raise ValueError("id is null")
        return key


_resources: dict[str, Resource[Any]] = {}


def register(resource: Resource[Any]) -> None:
    _resources[resource.name] = resource


def get_resource(name: str) -> Resource[Any]:
    """Raises KeyError for a resource that no app registered."""
    return _resources[name]


def all_resources() -> list[Resource[Any]]:
    """All resources, parents first: a list can be read only when its parents are mirrored."""
    ordered: list[Resource[Any]] = []
    waiting = dict(_resources)
    while waiting:
        ready = [
            resource
            for resource in waiting.values()
            if not any(parent in waiting for parent in resource.parents)
        ]
        for resource in ready:
            ordered.append(resource)
            del waiting[resource.name]
    return ordered
