"""`/api/portal/plays`, `/api/portal/matches` and `/api/portal/recordings`."""

import uuid
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from core.accounts.audit import actor_of
from core.accounts.scopes import TokenScope
from core.gateway import query_params, responses
from core.gateway.openapi.components import (
    EMPTY,
    INTEGER,
    NATURAL,
    OWN_PAGE,
    OWN_PER_PAGE,
    PROBLEMS,
    UUID,
    WRITE_PROBLEMS,
    page_schema,
    query_parameter,
)
from core.idempotency.views import IdempotentViewSet
from core.ui.ids import is_id
from core.ui.lists.keyset import Order
from plays import feed, filters
from plays.api import rows
from plays.api.serializers import (
    HeardMatchSerializer,
    OnAirSerializer,
    OneRecordingSerializer,
    PlaySerializer,
    RecordingSerializer,
    StationSerializer,
)
from plays.models import Match, OnAirSource, Play, Recording, Station
from plays.services.on_air import set_on_air
from plays.services.stations import save_station
from plays.tables import search_plays
from scanning.models import ScannedFile

ID: dict[str, object] = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
# What is empty counts as not given.
PIECE: dict[str, object] = {"type": "string", "pattern": "^[0-9]{0,18}$"}


def _columns(serializer: type[serializers.Serializer[Any]]) -> dict[str, str]:
    """The columns of the model by the names that they have in JSON."""
    named = {str(name): str(name) for name in serializer().fields}
    return named | {"recording": "file_id"}


_PLAY_COLUMNS = _columns(PlaySerializer)
_MATCH_COLUMNS = _columns(HeardMatchSerializer)
_RECORDING_COLUMNS = _columns(RecordingSerializer)
_DAY: dict[str, object] = {"oneOf": [{"type": "string", "format": "date"}, EMPTY]}
_TYPED_SCHEMAS: dict[str, dict[str, object]] = {
    "from": _DAY,
    "to": _DAY,
    "isrc": {"type": "string", "pattern": "^([A-Z]{2}[A-Z0-9]{3}[0-9]{7})?$"},
    "min_score": {"type": "number", "minimum": 0, "maximum": 999_999_999},
    "piece": PIECE,
}
_PLAY_FILTERS = (
    query_parameter("q", "Words in title, artists, label, ISRC or UPC"),
    query_parameter("recording", "Only of this scanned file", UUID),
    *(query_parameter(one.name, f"{one.label}, by its id", ID) for one in filters.MENUS[:3]),
    query_parameter("section", "Only these", enum=[key for key, _ in filters.sections()]),
    *(
        query_parameter(one.name, one.label, _TYPED_SCHEMAS.get(one.name, {"type": "string"}))
        for one in filters.TYPED
    ),
)


class PlayViewSet(ViewSet):
    scopes = {"GET": TokenScope.READ_SCANNING}

    @extend_schema(
        operation_id="list_plays",
        tags=["Portal"],
        parameters=[*_PLAY_FILTERS, *rows.PAGING],
        responses=rows.keyset_responses(PlaySerializer),
    )
    def list(self, request: Request) -> HttpResponseBase:
        """What was heard, newest first."""
        plays = _narrowed(request, Play.objects.all())
        return rows.respond(request, plays, _PLAY_COLUMNS, Order("heard_at", descending=True))


class MatchViewSet(ViewSet):
    scopes = {"GET": TokenScope.READ_SCANNING}

    @extend_schema(
        operation_id="list_matches",
        tags=["Portal"],
        parameters=[
            query_parameter("recording", "Only of this scanned file", UUID),
            query_parameter("identification", "Only of this identification", INTEGER),
            query_parameter("piece", "Only of this piece", PIECE),
            *rows.PAGING,
        ],
        responses=rows.keyset_responses(HeardMatchSerializer),
    )
    def list(self, request: Request) -> HttpResponseBase:
        """Every match, and stretches of speech, music and AI signal, the last written first."""
        matches = Match.objects.all()
        if recording := query_params.get_uuid(request.GET, "recording"):
            matches = matches.filter(file=recording)
        identification = query_params.get_integer(request.GET, "identification")
        if identification is not None:
            matches = matches.filter(identification_id=identification)
        if piece := query_params.get_text(request.GET, "piece"):
            matches = matches.filter(piece=_id_or_refuse("piece", piece))
        return rows.respond(request, matches, _MATCH_COLUMNS, Order("pk", descending=True))


class RecordingViewSet(ViewSet):
    scopes = {"GET": TokenScope.READ_SCANNING}

    @extend_schema(
        operation_id="follow_recordings",
        tags=["Portal"],
        parameters=[
            query_parameter(
                "after", "The `next` of the answer before; 0 for the beginning", NATURAL
            ),
            rows.PAGING[1],
        ],
        responses={
            200: rows.as_one_object(
                inline_serializer(
                    "RecordingChanges",
                    {
                        "data": RecordingSerializer(many=True),
                        "next": serializers.IntegerField(help_text="For the next request"),
                    },
                )
            ),
            **PROBLEMS,
        },
    )
    def list(self, request: Request) -> HttpResponse:
        """Recordings whose plays have changed, in the order of the changes.

        A service that asks on with `next` misses none and gets none twice. One that changes again
        comes again, further on.
        """
        after = query_params.get_natural(request.GET, "after") or 0
        changed = feed.changes_after(after, rows.get_count(request))
        body = {
            "data": [_as_object(recording) for recording in changed],
            "next": changed[-1].change if changed else after,
        }
        return HttpResponse(orjson.dumps(body), content_type="application/json")


class OneRecordingViewSet(IdempotentViewSet):
    scopes = {"GET": TokenScope.READ_SCANNING, "PATCH": TokenScope.WRITE_SCANNING}
    repeatable_actions = ("partial_update",)

    @extend_schema(
        operation_id="get_recording",
        tags=["Portal"],
        parameters=[OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses={200: OneRecordingSerializer, **PROBLEMS},
    )
    def retrieve(self, request: Request, pk: uuid.UUID) -> HttpResponse:
        """When and where a recording was on air, and how many plays it has."""
        file = get_object_or_404(ScannedFile, pk=pk)
        return _one(Recording.objects.filter(pk=pk).first() or _unknown(file))

    @extend_schema(
        operation_id="set_on_air",
        tags=["Portal"],
        parameters=[OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        request=OnAirSerializer,
        responses={200: OneRecordingSerializer, **WRITE_PROBLEMS},
    )
    def partial_update(self, request: Request, pk: uuid.UUID) -> HttpResponse:
        """Say of which station a recording is, and when it went on air."""
        file = get_object_or_404(ScannedFile, pk=pk)
        serializer = OnAirSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        known = Recording.objects.filter(pk=pk).select_related("station").first() or _unknown(file)
        given = {"station": known.station, "begins_at": known.begins_at} | serializer.validated_data
        recording = set_on_air(file=file, **given, source=OnAirSource.REST, by=actor_of(request))
        return _one(recording)


class StationViewSet(IdempotentViewSet):
    scopes = {"GET": TokenScope.READ_SCANNING, "POST": TokenScope.WRITE_SCANNING}
    repeatable_actions = ("create",)

    @extend_schema(
        operation_id="list_stations",
        tags=["Portal"],
        parameters=[OWN_PAGE, OWN_PER_PAGE],
        responses={200: page_schema(StationSerializer, wire=False), **PROBLEMS},
    )
    def list(self, request: Request) -> HttpResponse:
        """All stations, by name."""
        return responses.serialized_page(request, Station.objects.all(), StationSerializer)

    @extend_schema(
        operation_id="create_station",
        tags=["Portal"],
        request=StationSerializer,
        responses={201: StationSerializer, **WRITE_PROBLEMS},
    )
    def create(self, request: Request) -> Response:
        """Make a station."""
        serializer = StationSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        station = save_station(station=Station(**serializer.validated_data), by=actor_of(request))
        return Response(StationSerializer(station).data, status=201)


def _unknown(file: ScannedFile) -> Recording:
    """A recording of which nothing is known yet."""
    return Recording(file_id=file.pk, container_id=file.container_id)


def _one(recording: Recording) -> HttpResponse:
    shown = _as_object(recording)
    # A number of the feed is given when the feed is read.
    del shown["change"]
    return HttpResponse(orjson.dumps(shown), content_type="application/json")


def _as_object(recording: Recording) -> dict[str, Any]:
    return {name: getattr(recording, field) for name, field in _RECORDING_COLUMNS.items()}


def _narrowed(request: Request, plays: QuerySet[Play]) -> QuerySet[Play]:
    """The plays that fit every filter. Raises ValidationError for a value that is none."""
    query = request.GET
    if recording := query_params.get_uuid(query, "recording"):
        plays = plays.filter(file=recording)
    for menu in filters.MENUS[:3]:
        values = [_id_or_refuse(menu.name, text) for text in query.getlist(menu.name) if text]
        plays = menu.apply(plays, values)
    known = [key for key, _ in filters.sections()]
    if section := query_params.get_choice(query, "section", ["", *known], default=""):
        plays = plays.filter(section=section)
    for typed in filters.TYPED:
        if text := query_params.get_text(query, typed.name):
            value = typed.read(text)
            if not value:
                raise ValidationError({typed.name: [f"{text} is not a value of {typed.name}."]})
            plays = typed.apply(plays, value)
    words = query_params.get_text(query, "q")
    return search_plays(plays, words).unordered if words else plays


def _id_or_refuse(name: str, text: str) -> str:
    if not is_id(text):
        raise ValidationError({name: [f"The {name} must be a whole number."]})
    return text
