from django.apps import AppConfig


class PlaysConfig(AppConfig):
    name = "plays"

    def ready(self) -> None:
        from identification.services import answers
        from plays import found, storing, tasks
        from scanning import scans

        scans.when_ended(storing.store_scan)
        answers.when_answered(storing.store_answer)
        tasks.register_kinds()
        found.extend_lists()
