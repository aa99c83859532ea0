from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from projects import resources, tasks

        resources.register_resources()
        tasks.register_kinds()
