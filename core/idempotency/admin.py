"""Idempotency keys in the admin, read-only and without their answers."""

from django.contrib import admin

from core.idempotency.models import IdempotencyKey
from core.ui.admin import ReadOnlyAdmin


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    list_display = ("key", "token", "status", "made", "begun_at")
    list_select_related = ("token",)
    exclude = ("body", "headers", "claim")
