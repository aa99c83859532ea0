from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MirrorConfig(AppConfig):
    name = "core.mirror"

    def ready(self) -> None:
        from core.mirror import checks, tasks
        from core.mirror.schema.build import bring_up_to_date_after_migrate

        tasks.register_kinds()
        checks.install()
        post_migrate.connect(bring_up_to_date_after_migrate, sender=self)
