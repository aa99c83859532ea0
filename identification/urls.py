"""Pages of identification, as `identification:…`."""

from django.urls import path

from identification import views

app_name = "identification"
urlpatterns = [
    path("identify/", views.identify_page, name="identify"),
    path("identify/history/", views.history, name="history"),
    path("identify/history/<id:pk>/", views.detail, name="detail"),
    path("identify/history/<id:pk>/second-opinion/", views.second_opinion, name="second_opinion"),
]
