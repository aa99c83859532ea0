"""Django's admin, for staff to look into the tables."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

admin.site.site_title = "ACR portal"
admin.site.index_title = "Tables"
# The first page names every table; a second list of them beside each would only narrow it.
admin.site.enable_nav_sidebar = False

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(_ModelAdmin):
    """Shows every field and changes none: acts go through the services, which leave a trail."""

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
    """For mirrored rows: all but the sealed secrets, which mean nothing to a reader."""

    exclude = ("secrets",)
