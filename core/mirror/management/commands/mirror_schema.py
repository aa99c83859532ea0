from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.mirror.schema.build import SchemaRefusedError, bring_up_to_date
from core.mirror.schema.rebuild import rebuild_tables


class Command(BaseCommand):
    help = "Builds the mirror's tables from its models, or rebuilds them from the stored payloads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="build every table anew from the stored payloads, without a remote call",
        )

    def handle(self, *args: Any, rebuild: bool, **options: Any) -> None:
        if rebuild:
            for table, count in rebuild_tables().items():
                self.stdout.write(f"{table}: {count} rows")
            return
        try:
            for difference in bring_up_to_date():
                self.stdout.write(f"repaired: {difference}")
        except SchemaRefusedError as error:
            raise CommandError(str(error)) from error
