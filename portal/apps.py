from django.apps import AppConfig

# Every process that knows the apps must also know where shared tasks are rung.
from portal.celery import app as celery_app

__all__ = ["PortalConfig", "celery_app"]


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import signs_of_life  # noqa: F401 - needs the models
