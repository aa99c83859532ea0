"""Pages of stations."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.audit import actor_of
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from plays.forms import StationForm, TimesForm
from plays.models import Play, Station
from plays.services.stations import StationInUseError, delete_station, save_station
from plays.services.times import MAX_LINES, TableError, TimeLine, set_times
from plays.summaries import groups_of, totals_of
from plays.tables import STATIONS


@require_safe
def station_list(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    context = {"may_act": has_role(request.user, Role.OPERATOR)}
    return STATIONS.respond(request, Station.objects.all(), "plays/stations.html", context)


@require_safe
def station_page(request: AuthenticatedHttpRequest, station_id: int) -> HttpResponse:
    station = get_object_or_404(Station, pk=station_id)
    plays = Play.objects.filter(station=station)
    context = {
        "station": station,
        "recordings": station.recordings.count(),
        "totals": totals_of(plays),
        "days": groups_of(plays, "day"),
        "may_act": has_role(request.user, Role.OPERATOR),
    }
    return render(request, "plays/station.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def create(request: AuthenticatedHttpRequest) -> HttpResponse:
    return _edit(request, Station())


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def edit(request: AuthenticatedHttpRequest, station_id: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Station, pk=station_id))


@require_http_methods(["GET", "POST"])
@role_required(Role.OPERATOR)
def times(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Begins of many recordings at once; the lines that could not be set are shown."""
    form = TimesForm(request.POST or None, request.FILES or None)
    lines: list[TimeLine] = []
    if request.method == "POST" and form.is_valid():
        try:
            lines = set_times(content=form.cleaned_data["content"], by=actor_of(request))
        except TableError as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "lines": lines,
        "refused": [line for line in lines if line.error],
        "max_lines": MAX_LINES,
    }
    status = 422 if form.errors else 200
    return render(request, "plays/times.html", context, status=status)


@require_POST
@role_required(Role.OPERATOR)
def delete(request: AuthenticatedHttpRequest, station_id: int) -> HttpResponse:
    station = get_object_or_404(Station, pk=station_id)
    name = station.name
    try:
        delete_station(station=station, by=actor_of(request))
    except StationInUseError as error:
        messages.error(request, str(error))
        return redirect("plays:station", station_id)
    messages.success(request, f"“{name}” was deleted.")
    return redirect("plays:stations")


def _edit(request: AuthenticatedHttpRequest, station: Station) -> HttpResponse:
    is_new = station.pk is None
    form = StationForm(request.POST or None, instance=station)
    if request.method == "POST" and form.is_valid():
        saved = save_station(station=form.save(commit=False), by=actor_of(request))
        messages.success(request, f"“{saved.name}” was {'created' if is_new else 'changed'}.")
        return redirect("plays:station", saved.pk)
    context = {"form": form, "station": None if is_new else Station.objects.get(pk=station.pk)}
    status = 422 if form.errors else 200
    return render(request, "plays/station_form.html", context, status=status)
