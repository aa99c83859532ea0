"""Play a seeded script of changes to generated files, while others read."""

import argparse
import sys

from engine.disk import data_folder
from engine.errors import EngineCommandError
from engine.models import Account, Bucket
from engine.testbench.evolution import play


def run(options: argparse.Namespace) -> int:
    data_folder.check_ready()
    account = Account.objects.order_by("id").first()
    if account is None or not Bucket.objects.filter(account=account, type="File").exists():
        raise EngineCommandError("there is nothing to change: `python -m engine generate` first")
    change_count = play(account, changes=options.changes, rate=options.rate, seed=options.seed)
    sys.stdout.write(f"engine: {change_count} changes made\n")
    return 0
