"""Heard: all plays, their totals and their groups."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.accounts.http import AuthenticatedHttpRequest
from core.ui.lists.presenters import active_filters
from core.ui.lists.query import ListQuery
from plays.models import Play
from plays.summaries import GROUPINGS, MAX_GROUPS, Group, groups_of, totals_of
from plays.tables import HEARD, with_neighbours


@require_safe
def heard(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    return HEARD.respond(request, with_neighbours(Play.objects.all()), "plays/heard.html")


@require_safe
def totals(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The sums of what is filtered, as a fragment of their own: they take longer than the rows."""
    matching = HEARD.matching(request.GET, Play.objects.all())
    context = {
        "totals": totals_of(matching),
        "groupings": GROUPINGS.items(),
        "narrowed": urlencode(HEARD.query(request.GET).pairs()),
    }
    return render(request, "plays/totals.html", context)


@require_safe
def grouped(request: AuthenticatedHttpRequest, grouping: str) -> HttpResponse:
    """What is filtered, summed up by piece, artists, label, station or day."""
    if grouping not in GROUPINGS:
        raise Http404
    query = HEARD.query(request.GET)
    groups = groups_of(HEARD.matching(request.GET, Play.objects.all()), grouping)
    most = max((group.plays for group in groups), default=0)
    context = {
        "grouping": grouping,
        "label": GROUPINGS[grouping],
        "groupings": GROUPINGS.items(),
        "narrowed": urlencode(query.pairs()),
        "pills": active_filters(HEARD, replace(query, path=request.path)),
        "rows": [
            (group, _address(group, grouping, query), _share(group, most)) for group in groups
        ],
        "max_groups": MAX_GROUPS,
        "is_cut": len(groups) == MAX_GROUPS,
    }
    return render(request, "plays/grouped.html", context)


def _address(group: Group, grouping: str, query: ListQuery[Play]) -> str:
    """The plays of a group, with the filters that are in effect; a piece has a page of its own."""
    if grouping == "piece" and not query.pairs():
        return reverse("plays:piece", args=[group.narrowed["piece"]])
    if not group.narrowed:
        return ""
    pairs = [pair for pair in query.pairs() if pair[0] not in group.narrowed]
    return f"{reverse('plays:heard')}?{urlencode([*pairs, *group.narrowed.items()])}"


def _share(group: Group, most: int) -> str:
    """The length of its bar in per cent of the longest one."""
    return f"{100 * group.plays / most:.2f}%"
