"""REST routes of this app."""

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path

from core.accounts.api.views import ApiDocsView, ApiSchemaView, MeView
from core.gateway.routes import routes

# A page for people, so visitors are redirected to the sign-in page.
_docs = login_required(ApiDocsView.as_view())

urlpatterns: list[URLPattern] = [
    path("schema", ApiSchemaView.as_view()),
    path("schema/", ApiSchemaView.as_view(), name="api-schema"),
    path("docs", _docs),
    path("docs/", _docs, name="api-docs"),
    *routes("portal/me", MeView.as_view(), name="api-me"),
]
