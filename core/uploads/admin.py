"""Read-only admin of uploads, for staff."""

from django.contrib import admin

from core.ui.admin import ReadOnlyAdmin
from core.uploads.models import Upload


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    list_display = ("id", "title", "target_name", "state", "size", "actor_name", "created_at")
    list_filter = ("state", "target")
    list_select_related = ("job", "created_by", "token")
    search_fields = ("title", "file_name", "sha256", "remote_id")
