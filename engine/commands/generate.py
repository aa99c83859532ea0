"""Fill the account with buckets, files, containers and scanned files by seed."""

import argparse
import sys

from engine.disk import data_folder
from engine.errors import EngineCommandError
from engine.models import Account, Bucket
from engine.testbench import generator


def run(options: argparse.Namespace) -> int:
    data_folder.check_ready()
    account = Account.objects.order_by("id").first()
    if account is None:
        raise EngineCommandError("there is no account yet: `python -m engine prepare`")
    into = generator.make_buckets(account, options.buckets, options.seed)
    if options.files:
        into = into or list(Bucket.objects.filter(account=account, type="File"))
        if not into:
            raise EngineCommandError("there is no bucket to fill: ask for one with --buckets")
        generator.make_files(account, into, options.files, options.seed, report)
    if options.scanned:
        containers = max(1, options.containers)
        generator.make_scanned_files(account, containers, options.scanned, options.seed, report)
    return 0


def report(line: str) -> None:
    sys.stdout.write(f"engine: {line}\n")
    sys.stdout.flush()
