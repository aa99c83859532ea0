"""Read-only admin of identifications and second opinions."""

from django.contrib import admin

from core.ui.admin import ReadOnlyAdmin
from identification.models import Identification, SecondOpinion


@admin.register(Identification)
class IdentificationAdmin(ReadOnlyAdmin):
    list_display = ("id", "sample_name", "best_title", "status_code", "project_name", "by", "at")
    list_filter = ("status_code",)
    search_fields = ("sample_name", "best_title", "best_acr_id")


@admin.register(SecondOpinion)
class SecondOpinionAdmin(ReadOnlyAdmin):
    list_display = ("identification", "state", "sent_at", "ended_at")
    list_filter = ("state",)
    exclude = ("sample",)
