"""Routes of the inbox, among the pages of `scanning:…`."""

from django.urls import URLPattern, path

from scanning.callbacks import views

urlpatterns: list[URLPattern] = [
    path("callbacks/", views.inbox, name="callbacks"),
    path("callbacks/replay/", views.replay_picked, name="replay_picked"),
    path("callbacks/replay-failed/", views.replay_failed, name="replay_failed"),
    path("callbacks/<id:delivery_id>/", views.delivery, name="delivery"),
    path("callbacks/<id:delivery_id>/body/", views.body, name="delivery_body"),
    path("callbacks/<id:delivery_id>/replay/", views.replay, name="replay"),
]
