"""Pages of plays and pieces, as `plays:…`."""

from django.urls import path

from plays.views import heard, pieces

app_name = "plays"

urlpatterns = [
    path("heard/", heard.heard, name="heard"),
    path("heard/totals/", heard.totals, name="totals"),
    path("heard/by/<slug:grouping>/", heard.grouped, name="grouped"),
    path("heard/in/", pieces.heard_in, name="heard_in"),
    path("heard/pieces/<id:piece>/", pieces.piece_page, name="piece"),
]
