"""Routes of this room: pages and API."""

from django.urls import URLPattern, URLResolver, include, path

from accounts.roles import requires
from accounts.views.signing_in import SignIn, SignOut

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", requires(None)(SignOut.as_view()), name="logout"),
    path("", include("accounts.page_urls")),
    path("", include("accounts.api_urls")),
]
