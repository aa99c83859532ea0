"""Mirrored projects for staff, to look at."""

from django.contrib import admin

from projects.models import Project
from ui.admin import MirrorAdmin


@admin.register(Project)
class ProjectAdmin(MirrorAdmin):
    list_display = ("id", "name", "service_type", "region", "access_key", "fetched_at", "gone_at")
    list_filter = ("service_type", "region")
    search_fields = ("name", "access_key")
