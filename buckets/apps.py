from django.apps import AppConfig


class BucketsConfig(AppConfig):
    name = "buckets"

    def ready(self) -> None:
        from buckets import resources, upload_target
        from buckets.services import bulk

        resources.register_resources()
        upload_target.register_target()
        bulk.register_kinds()
