"""Read-only admin of containers and scanned files."""

from django.contrib import admin

from core.ui.admin import MirrorAdmin, ReadOnlyAdmin
from scanning.models import Container, ScannedFile, ScanResult


@admin.register(Container)
class ContainerAdmin(MirrorAdmin):
    list_display = ("id", "name", "engine", "region", "num", "fetched_at", "gone_at")
    list_filter = ("engine", "region")
    search_fields = ("name",)


@admin.register(ScannedFile)
class ScannedFileAdmin(MirrorAdmin):
    list_display = ("id", "name", "container", "state", "duration", "fetched_at", "gone_at")
    list_filter = ("state",)
    list_select_related = ("container",)
    search_fields = ("name", "uri")


@admin.register(ScanResult)
class ScanResultAdmin(ReadOnlyAdmin):
    list_display = ("file", "matches", "fetched_at")
    list_select_related = ("file",)
