"""The ledger in the admin, read-only."""

from django.contrib import admin

from core.jobs.models import Heartbeat, Job
from core.ui.admin import ReadOnlyAdmin


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("id", "title", "kind", "queue", "state", "attempts", "created_at")
    list_filter = ("state", "queue", "kind")
    search_fields = ("title", "key", "error")


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "beaten_at")
