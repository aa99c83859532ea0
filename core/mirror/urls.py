"""Pages of the mirror, as `mirror:…`."""

from django.urls import path

from core.mirror.views import passes, sync

app_name = "mirror"
urlpatterns = [
    path("sync/", sync.sync, name="sync"),
    path("sync/passes/<int:pass_id>/", passes.pass_page, name="pass"),
    path("sync/passes/<int:pass_id>/release/", passes.release, name="release"),
    path("sync/passes/<int:pass_id>/dismiss/", passes.dismiss, name="dismiss"),
    path(
        "sync/quarantine/<int:row_id>/retry/",
        passes.retry_quarantined,
        name="retry-quarantined",
    ),
    path("sync/<slug:resource>/", sync.start, name="start"),
]
