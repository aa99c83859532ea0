"""A first pass over answers that take their time: latency.py FOLDER BUCKET PORT KEPT DELAY."""

import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.mirror.passes import empty, full_pass, timed  # noqa: E402
from benchmarks.mirror.remote import Account  # noqa: E402


def main(account: Account, delay: float) -> None:
    call_command("migrate", verbosity=0)
    empty(account.bucket)
    with account.served(account.base, delay=delay):
        timed("first pass", full_pass)


if __name__ == "__main__":
    folder, bucket, port, kept, delay = sys.argv[1:]
    main(Account(Path(folder), int(bucket), int(port), Path(kept)), float(delay))
