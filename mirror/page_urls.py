"""Pages of the mirror, as `mirror:…`."""

from django.urls import path

from mirror import pass_views, views

app_name = "mirror"
urlpatterns = [
    path("sync/", views.sync, name="sync"),
    path("sync/passes/<int:pass_id>/", pass_views.pass_page, name="pass"),
    path("sync/passes/<int:pass_id>/release/", pass_views.release, name="release"),
    path("sync/passes/<int:pass_id>/dismiss/", pass_views.dismiss, name="dismiss"),
    path(
        "sync/quarantine/<int:row_id>/retry/",
        pass_views.retry_quarantined,
        name="retry-quarantined",
    ),
    path("sync/<slug:resource>/", views.start, name="start"),
]
