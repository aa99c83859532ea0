"""REST routes of this room."""

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path

from accounts.api import ApiDocs, ApiSchema, Me
from ui.wire.addresses import routes

# A page: whoever isn't signed in is led to where they can.
_docs = login_required(ApiDocs.as_view())

urlpatterns: list[URLPattern] = [
    path("api/schema", ApiSchema.as_view()),
    path("api/schema/", ApiSchema.as_view(), name="api-schema"),
    path("api/docs", _docs),
    path("api/docs/", _docs, name="api-docs"),
    *routes("api/portal/me", Me.as_view(), name="api-me"),
]
