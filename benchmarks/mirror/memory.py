"""How much a worker grows in two passes, in MB: memory.py FOLDER BUCKET PORT PAGES."""

import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.mirror.passes import Peak, clear_mirror_except, full_pass, print_figures  # noqa: E402
from benchmarks.mirror.remote import Account  # noqa: E402


def main(account: Account) -> None:
    call_command("migrate", verbosity=0)
    clear_mirror_except(account.bucket)
    with account.served(account.base):
        idle = Peak()
        full_pass()
        print_figures("first pass", grown=idle.grown())
        full_pass()
        print_figures("unchanged", grown=idle.grown())


if __name__ == "__main__":
    folder, bucket, port, pages = sys.argv[1:]
    main(Account(Path(folder), int(bucket), int(port), Path(pages)))
