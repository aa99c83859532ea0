"""A first pass over slow answers: latency.py FOLDER BUCKET PORT PAGES DELAY."""

import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.mirror.passes import clear_mirror_except, full_pass, timed  # noqa: E402
from benchmarks.mirror.remote import Account  # noqa: E402


def main(account: Account, delay: float) -> None:
    call_command("migrate", verbosity=0)
    clear_mirror_except(account.bucket)
    with account.served(account.base, delay=delay):
        timed("first pass", full_pass)


if __name__ == "__main__":
    folder, bucket, port, pages, delay = sys.argv[1:]
    main(Account(Path(folder), int(bucket), int(port), Path(pages)), float(delay))
