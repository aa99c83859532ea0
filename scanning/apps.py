from django.apps import AppConfig


class ScanningConfig(AppConfig):
    name = "scanning"

    def ready(self) -> None:
        from scanning import resources, upload_target
        from scanning.callbacks import dispatch, tasks
        from scanning.services import files

        resources.register_resources()
        dispatch.register_kinds()
        tasks.schedule()
        files.register_kinds()
        upload_target.register_target()
