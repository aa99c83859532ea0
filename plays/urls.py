"""Pages of plays and pieces, as `plays:…`."""

from django.urls import path

from plays.views import heard, names, on_air, pieces, recordings, stations

app_name = "plays"

urlpatterns = [
    path("heard/", heard.heard, name="heard"),
    path("heard/totals/", heard.totals, name="totals"),
    path("heard/by/<slug:grouping>/", heard.grouped, name="grouped"),
    path("heard/in/", pieces.heard_in, name="heard_in"),
    path("heard/pieces/<id:piece>/", pieces.piece_page, name="piece"),
    path("heard/recordings/<uuid:file_id>/", recordings.tracklist, name="tracklist"),
    path(
        "heard/recordings/<uuid:file_id>/tracklist.csv",
        recordings.export,
        {"export_format": "csv"},
        name="export",
    ),
    path(
        "heard/recordings/<uuid:file_id>/tracklist.json",
        recordings.export,
        {"export_format": "json"},
        name="export",
    ),
    path("heard/recordings/<uuid:file_id>/scans/", recordings.scans, name="scans"),
    path("heard/matches/<id:match_id>/rights/", recordings.rights, name="rights"),
    path(
        "heard/answers/<id:identification_id>/<str:section>/<int:position>/rights/",
        recordings.answer_rights,
        name="answer_rights",
    ),
    path("heard/on-air/<uuid:file_id>/", on_air.on_air, name="on_air"),
    path("heard/on-air/<uuid:file_id>/edit/", on_air.edit_on_air, name="on_air_edit"),
    path("heard/names/<id:container_id>/", names.name_pattern, name="names"),
    path("heard/names/<id:container_id>/drop/", names.drop, name="names_drop"),
    path("stations/", stations.station_list, name="stations"),
    path("stations/new/", stations.create, name="station_new"),
    path("stations/times/", stations.times, name="times"),
    path("stations/<id:station_id>/", stations.station_page, name="station"),
    path("stations/<id:station_id>/edit/", stations.edit, name="station_edit"),
    path("stations/<id:station_id>/delete/", stations.delete, name="station_delete"),
]
