"""The mirror's bookkeeping in the admin, read-only."""

from django.contrib import admin

from core.mirror.models import MirrorPass, MirrorRemote, MirrorScope, QuarantinedRow
from core.ui.admin import ReadOnlyAdmin


@admin.register(MirrorPass)
class MirrorPassAdmin(ReadOnlyAdmin):
    list_display = ("id", "resource", "scope", "mode", "state", "seen", "new", "changed", "gone")
    list_filter = ("mode", "state", "resource")


@admin.register(MirrorScope)
class MirrorScopeAdmin(ReadOnlyAdmin):
    list_display = ("resource", "scope", "read_at", "headed_at")
    list_filter = ("resource",)


@admin.register(MirrorRemote)
class MirrorRemoteAdmin(ReadOnlyAdmin):
    list_display = ("base_url", "account", "adopted_at")


@admin.register(QuarantinedRow)
class QuarantinedRowAdmin(ReadOnlyAdmin):
    list_display = ("resource", "scope", "remote_id", "error", "last_seen_at")
    list_filter = ("resource",)
