"""The admin site has no sign-in page, groups or users of its own."""

# Imported first, because the registration removed below is made there.
import django.contrib.auth.admin  # noqa: F401
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse


@login_not_required
def redirect_to_portal_login(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Django's own sign-in page for staff would bypass the limit on attempts."""
    return redirect_to_login(request.GET.get("next", "/admin/"))


admin.site.login = redirect_to_portal_login  # type: ignore[method-assign]
# Roles are assigned on the people page, where it is audited.
admin.site.unregister(Group)
