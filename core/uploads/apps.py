from django.apps import AppConfig
from django.core.checks import register


class UploadsConfig(AppConfig):
    name = "core.uploads"

    def ready(self) -> None:
        from core.uploads import spool, tasks

        tasks.register_kinds()
        register(spool.check_spool)
