"""What a command says of its progress."""

import sys


def report(line: str) -> None:
    sys.stdout.write(f"engine: {line}\n")
    sys.stdout.flush()
