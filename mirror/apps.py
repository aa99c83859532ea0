from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MirrorConfig(AppConfig):
    name = "mirror"

    def ready(self) -> None:
        from mirror import checks, tasks
        from mirror.schema import bring_up_to_date_after_migrate

        tasks.register_kinds()
        checks.install()
        post_migrate.connect(bring_up_to_date_after_migrate, sender=self)
