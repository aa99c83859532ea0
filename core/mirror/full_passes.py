"""The newest full pass of each list, of all resources in one query."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max

from core.mirror.models import MirrorPass, Mode
from core.mirror.resources import Resource, Scope

# By resource, then by scope id.
Lists = Mapping[str, Mapping[str, Scope]]
LastPasses = Mapping[str, Mapping[str, MirrorPass]]


def lists_of(resources: Iterable[Resource[Any]]) -> Lists:
    """The lists that the remote has of these resources."""
    return {
        resource.name: {scope.id: scope for scope in resource.scopes()} for resource in resources
    }


def last_full_passes(lists: Lists) -> LastPasses:
    """The newest full pass of each of these lists; those without one are left out."""
    passes = MirrorPass.objects.filter(mode=Mode.FULL, resource__in=lists).order_by()
    newest = passes.values("resource", "scope").annotate(newest=Max("pk")).values("newest")
    found: dict[str, dict[str, MirrorPass]] = {name: {} for name in lists}
    for last in passes.filter(pk__in=newest):
        if last.scope in lists[last.resource]:
            found[last.resource][last.scope] = last
    return found
