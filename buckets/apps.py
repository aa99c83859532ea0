from django.apps import AppConfig


class BucketsConfig(AppConfig):
    name = "buckets"

    def ready(self) -> None:
        from buckets import resources
        from buckets.services import bulk
        from buckets.uploads import checks, into_buckets, tasks

        resources.register_resources()
        into_buckets.register_target()
        tasks.register_kinds()
        bulk.register_kinds()
        checks.install()
