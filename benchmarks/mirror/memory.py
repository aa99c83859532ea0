"""How much a worker grows in two passes, in MB: memory.py FOLDER BUCKET PORT KEPT."""

import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.mirror.passes import Peak, empty, full_pass, say  # noqa: E402
from benchmarks.mirror.remote import Account  # noqa: E402


def main(account: Account) -> None:
    call_command("migrate", verbosity=0)
    empty(account.bucket)
    with account.served(account.base):
        idle = Peak()
        full_pass()
        say("first pass", grown=idle.grown())
        full_pass()
        say("unchanged", grown=idle.grown())


if __name__ == "__main__":
    folder, bucket, port, kept = sys.argv[1:]
    main(Account(Path(folder), int(bucket), int(port), Path(kept)))
