"""Django's admin as a read-only view of the tables, for staff."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

admin.site.site_title = "ACR portal"
admin.site.index_title = "Tables"
# The index lists every table already.
admin.site.enable_nav_sidebar = False

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(_ModelAdmin):
    """Shows every field and changes none: changes go through the services, which audit them."""

    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class MirrorAdmin(ReadOnlyAdmin):
    """For mirror rows: every field but the encrypted secrets."""

    exclude = ("secrets",)
