"""Make or upgrade the engine's folder, account and content; quick when all is there."""

import argparse
import sys

from django.conf import settings

from engine import state
from engine.account import ensure_account, ensure_secrets
from engine.audiotag.keys import ensure_key
from engine.demo_plan import plan, unfinished


def act(options: argparse.Namespace) -> int:
    if not options.empty and not state.database().exists():
        plan()
    state.ensure()
    state.sweep_spool()
    if made := ensure_secrets():
        say(f"{' and '.join(made)} made and kept in {settings.SECRETS_FILE}")
    account = ensure_account()
    ensure_key()
    if unfinished().exists():
        # Synthesis takes a second to load, and almost every start finds nothing to fill.
        from engine.demo import furnish  # noqa: PLC0415

        furnish(account, say)
    return 0


def say(line: str) -> None:
    sys.stdout.write(f"engine: {line}\n")
    sys.stdout.flush()
