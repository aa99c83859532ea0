"""A piece: every play of it, and all names and ids that it was met under."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.accounts.http import AuthenticatedHttpRequest
from plays.models import Play
from plays.presenters import present_piece
from plays.summaries import groups_of, totals_of
from plays.tables import OF_PIECE, with_neighbours

MAX_HEARD_IN = 8


@require_safe
def piece_page(request: AuthenticatedHttpRequest, piece: int) -> HttpResponseBase:
    plays = Play.objects.filter(piece=piece)
    found = present_piece(piece)
    if found is None:
        raise Http404("No play of this piece is known.")
    context = {
        "piece": found,
        "totals": totals_of(plays),
        "days": groups_of(plays, "day"),
        "stations": groups_of(plays, "station"),
    }
    return OF_PIECE.respond(request, with_neighbours(plays), "plays/piece.html", context)


@require_safe
def heard_in(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Where the piece with an ACR id was heard last, as a fragment of pages that know the id."""
    acr_id = request.GET.get("acr_id", "").replace("\0", "")[:100]
    plays = Play.objects.filter(acr_id=acr_id) if acr_id else Play.objects.none()
    newest = list(with_neighbours(plays.order_by("-heard_at", "-id"))[: MAX_HEARD_IN + 1])
    context = {
        "plays": newest[:MAX_HEARD_IN],
        "has_more": len(newest) > MAX_HEARD_IN,
        "piece": newest[0].piece if newest else None,
    }
    return render(request, "plays/heard_in.html", context)
