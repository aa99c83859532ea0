import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.mirror.switch_account import switch_account
from core.mirror.verify import find_discrepancies


class Command(BaseCommand):
    help = (
        "`adopt`: forget the mirrored account and mirror the configured one."
        " `verify`: compare with the remote, object by object."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["adopt", "verify"])
        parser.add_argument("--yes", action="store_true", help="adopt: don't ask")

    def handle(self, *args: Any, act: str, yes: bool, **options: Any) -> None:
        if act == "verify":
            self._verify()
        elif (
            yes or input("Drop every mirrored row and read everything again? [y/N] ").lower() == "y"
        ):
            for job in switch_account():
                self.stdout.write(f"job {job.pk}: {job.title}")
        else:
            self.stdout.write("Nothing was changed.")

    def _verify(self) -> None:
        equal = True
        for discrepancy in find_discrepancies():
            equal = False
            self.stdout.write(str(discrepancy))
        if not equal:
            sys.exit(1)
        self.stdout.write("The mirror equals the remote.")
