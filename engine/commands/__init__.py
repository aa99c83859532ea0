"""The engine's command line. Each command is a module of this package, imported when it runs."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from engine.errors import EngineCommandError


def main(argv: Sequence[str]) -> int:
    options = build_parser().parse_args(argv)
    try:
        # The options that are settings become environment, here and in child processes.
        for name, value in (("ENGINE_PORT", options.port), ("DATA_DIR", options.data)):
            if value is not None:
                os.environ[name] = str(value)
        django.setup()
        return int(import_string(f"engine.commands.{options.command}.run")(options))
    except (EngineCommandError, ImproperlyConfigured, OSError) as error:
        sys.stderr.write(f"engine: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--port", type=int, help="instead of ENGINE_PORT")
    common.add_argument("--data", type=absolute, metavar="FOLDER", help="instead of DATA_DIR")
    parser = argparse.ArgumentParser(prog="engine", description="The embedded engine.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    def command(name: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=summary, description=summary, parents=[common])

    prepare = command("prepare", "make or upgrade folder, account and content")
    add_content_options(prepare)
    prepare.add_argument("--later", action="store_true", help="leave the audio to `work`")
    command("serve", "answer HTTP on HOST:ENGINE_PORT")
    command("work", "do queued work: downloads, fingerprints, scans, callbacks")
    fill = command("fill", "make the demo's audio; `work` does it by itself")
    fill.add_argument("--parent", type=int, metavar="PID", help="end with this process")
    run = command("run", "prepare, serve and work together")
    add_content_options(run)
    run.set_defaults(later=False)
    run.add_argument("--prepared", action="store_true", help="it was prepared just now")
    run.add_argument("--faults", type=absolute, metavar="FILE", help="a JSON list of faults")
    acts = command("catalogue", "the catalogue bucket's music").add_subparsers(
        dest="act", required=True, metavar="act"
    )
    add = acts.add_parser("add", help="add every audio file under a folder")
    add.add_argument("folder", type=Path)
    command("rebuild", "make the index anew from the fingerprints that are kept")
    generate = command("generate", "fill the account with metadata for tests, by seed")
    for name in ("buckets", "files", "containers", "scanned", "seed"):
        generate.add_argument(f"--{name}", type=int, default=0, metavar="N")
    evolve = command("evolve", "play a seeded script of changes to generated files")
    evolve.add_argument("--changes", type=int, default=100, metavar="N")
    evolve.add_argument("--rate", type=float, default=10, metavar="PER_SECOND")
    evolve.add_argument("--seed", type=int, default=0, metavar="N")
    pages = command("pages", "serve every page of some lists from memory, for benchmarks")
    pages.add_argument("paths", nargs="*", metavar="PATH", help="such as /api/buckets/24/files")
    pages.add_argument("--per-page", type=int, default=100, metavar="N")
    pages.add_argument("--kept", type=absolute, metavar="FILE", help="pages kept before: no PATH")
    pages.add_argument("--delay", type=float, default=0, metavar="SECONDS", help="of each answer")
    pages.add_argument("--threads", type=int, default=4, metavar="N", help="answers at a time")
    return parser


def add_content_options(command: argparse.ArgumentParser) -> None:
    group = command.add_mutually_exclusive_group()
    group.add_argument(
        "--demo", action="store_true", help="fill a new account with demo music (the default)"
    )
    group.add_argument("--empty", action="store_true", help="leave a new account empty")


def absolute(text: str) -> Path:
    return Path(text).expanduser().absolute()
