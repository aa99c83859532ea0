"""Create or upgrade the engine's folder, account and content; quick where all exist."""

import argparse

from django.conf import settings

from engine.account import ensure_account, ensure_secrets
from engine.audiotag.keys import ensure_key
from engine.commands.reports import report
from engine.demo.outline import lay_out_account
from engine.demo.plan import is_laid_out, mark_laid_out, plan_demo, unfinished_mark
from engine.disk import data_folder


def run(options: argparse.Namespace) -> int:
    if not options.empty and not data_folder.database_path().exists():
        plan_demo()
    data_folder.create_or_upgrade()
    data_folder.delete_stale_uploads()
    if generated := ensure_secrets():
        report(f"{' and '.join(generated)} made and kept in {settings.SECRETS_FILE}")
    account = ensure_account()
    ensure_key()
    if unfinished_mark().exists():
        if not is_laid_out():
            lay_out_account(account)
            mark_laid_out()
        if not options.later:
            # Synthesis takes a second to import, and almost every start has nothing to fill.
            from engine.commands.fill import fill_alone  # noqa: PLC0415

            fill_alone()
    return 0
