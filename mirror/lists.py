"""The lists of a resource that the remote has now, and what became of them last."""

from typing import Any

from django.db.models import Max

from mirror.models import MirrorPass, Mode
from mirror.resources import Resource


def last_full_passes(resource: Resource[Any]) -> dict[str, MirrorPass]:
    """The newest full pass of each list, by scope id; lists without one are left out."""
    passes = MirrorPass.objects.filter(resource=resource.name, mode=Mode.FULL).order_by()
    newest = passes.values("scope").annotate(newest=Max("pk")).values("newest")
    there = {scope.id for scope in resource.scopes()}
    return {one.scope: one for one in passes.filter(pk__in=newest) if one.scope in there}
