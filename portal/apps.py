from django.apps import AppConfig

# Loads the Celery application in every process, so that shared tasks use it.
from portal.celery import app as celery_app

__all__ = ["PortalConfig", "celery_app"]


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import celery_signals  # noqa: F401 - needs the models
