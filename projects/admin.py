"""Mirrored projects for staff, to look at."""

from django.contrib import admin

from core.ui.admin import MirrorAdmin
from projects.models import Project


@admin.register(Project)
class ProjectAdmin(MirrorAdmin):
    list_display = ("id", "name", "service_type", "region", "access_key", "fetched_at", "gone_at")
    list_filter = ("service_type", "region")
    search_fields = ("name", "access_key")
