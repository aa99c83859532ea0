"""Mirrored buckets, audio files and live channels for staff, to look at."""

from django.contrib import admin

from buckets.models import AudioFile, Bucket, LiveChannel
from core.ui.admin import MirrorAdmin


@admin.register(Bucket)
class BucketAdmin(MirrorAdmin):
    list_display = ("id", "name", "type", "region", "num", "fetched_at", "gone_at")
    list_filter = ("type", "region")
    search_fields = ("name",)


@admin.register(AudioFile)
class AudioFileAdmin(MirrorAdmin):
    list_display = ("id", "title", "bucket", "state", "duration", "fetched_at", "gone_at")
    list_filter = ("state",)
    list_select_related = ("bucket",)
    search_fields = ("title", "acr_id", "audio_id")


@admin.register(LiveChannel)
class LiveChannelAdmin(MirrorAdmin):
    list_display = ("id", "title", "bucket", "record", "timeshift", "fetched_at", "gone_at")
    list_filter = ("record", "timeshift")
    list_select_related = ("bucket",)
    search_fields = ("title",)
