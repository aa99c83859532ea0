"""Read-only admin of matches, plays, recordings and stations."""

from django.contrib import admin

from core.ui.admin import ReadOnlyAdmin
from plays.models import Match, Play, Recording, Station


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin):
    list_display = ("id", "section", "title", "artists", "isrc", "begin", "played", "play", "place")
    list_filter = ("section",)


@admin.register(Play)
class PlayAdmin(ReadOnlyAdmin):
    list_display = ("id", "title", "artists", "isrc", "heard_at", "played", "section", "rule")
    list_filter = ("section", "is_on_air")
    ordering = ("-id",)


@admin.register(Recording)
class RecordingAdmin(ReadOnlyAdmin):
    list_display = ("file_id", "station", "begins_at", "source", "scan", "plays", "changed_at")
    list_filter = ("source",)
    list_select_related = ("station",)


@admin.register(Station)
class StationAdmin(ReadOnlyAdmin):
    list_display = ("name", "code", "zone", "made_at")
    search_fields = ("name", "code")
