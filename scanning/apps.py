from django.apps import AppConfig


class ScanningConfig(AppConfig):
    name = "scanning"

    def ready(self) -> None:
        from scanning import resources, uploads
        from scanning.callbacks import tasks as callbacks
        from scanning.services import bulk

        resources.register_resources()
        callbacks.register_kinds()
        callbacks.schedule()
        bulk.register_kinds()
        uploads.register_target()
