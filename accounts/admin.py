"""The staff pages have no door, groups or people of their own."""

# Imported for its effect, so that there is a registration to take back.
import django.contrib.auth.admin  # noqa: F401
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse


@login_not_required
def to_the_one_sign_in(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Django's own sign-in page for staff would go around the limits of ours."""
    return redirect_to_login(request.GET.get("next", "/admin/"))


admin.site.login = to_the_one_sign_in  # type: ignore[method-assign]
# Roles are given on the people page, where the audit trail sees it.
admin.site.unregister(Group)
