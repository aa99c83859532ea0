"""Play a seeded script of changes to generated files, while others read."""

import argparse
import sys

from engine import state
from engine.bench.evolution import play
from engine.commands import Stop
from engine.models import Account, Bucket


def act(options: argparse.Namespace) -> int:
    state.ready()
    account = Account.objects.order_by("id").first()
    if account is None or not Bucket.objects.filter(account=account, type="File").exists():
        raise Stop("there is nothing to change: `python -m engine generate` first")
    made = play(account, changes=options.changes, rate=options.rate, seed=options.seed)
    sys.stdout.write(f"engine: {made} changes made\n")
    return 0
