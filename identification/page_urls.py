"""Pages of identification, as `identification:…`."""

from django.urls import path

from identification import views

app_name = "identification"
urlpatterns = [
    path("identify/", views.identify_page, name="identify"),
    path("identify/history/", views.history, name="history"),
    path("identify/history/<id:pk>/", views.shown, name="shown"),
    path("identify/history/<id:pk>/second-opinion/", views.opinion, name="opinion"),
]
