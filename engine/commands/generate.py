"""Fill the account with buckets, files, containers and scanned files by seed."""

import argparse
import sys

from engine import state
from engine.bench import generator
from engine.commands import Stop
from engine.models import Account, Bucket


def act(options: argparse.Namespace) -> int:
    state.ready()
    account = Account.objects.order_by("id").first()
    if account is None:
        raise Stop("there is no account yet: `python -m engine prepare`")
    into = generator.buckets(account, options.buckets, options.seed)
    if options.files:
        into = into or list(Bucket.objects.filter(account=account, type="File"))
        if not into:
            raise Stop("there is no bucket to fill: ask for one with --buckets")
        generator.files(account, into, options.files, options.seed, say)
    if options.scanned:
        containers = max(1, options.containers)
        generator.scanned(account, containers, options.scanned, options.seed, say)
    return 0


def say(line: str) -> None:
    sys.stdout.write(f"engine: {line}\n")
    sys.stdout.flush()
