from django.apps import AppConfig
from django.urls import register_converter

from core.ui.ids import IdConverter


class UiConfig(AppConfig):
    name = "core.ui"

    def ready(self) -> None:
        register_converter(IdConverter, "id")
