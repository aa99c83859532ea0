"""What each kind of request asks the database, and which rows it writes.

A row that every request writes makes all wait for one another, however many processes there are.
"""

import re
from collections import Counter
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.load.plan import UNIQUE
from benchmarks.scale.mix import Mix

WRITTEN = re.compile(r'(?<!FOR )(?<!KEY )\b(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
# One for all: each loads the middleware anew.
CLIENT = Client()
LOCKED = re.compile(r"\bFOR (NO KEY )?UPDATE\b", re.IGNORECASE)


def main(files: int, rounds: int, seconds: float) -> None:
    mix = Mix.prepare(files)
    print("| request | statements | of these, writing | rows locked for update |")
    print("|---|---|---|---|")
    for name, requests in mix.kinds.items():
        ask(requests[0])
        with CaptureQueriesContext(connection) as asked:
            ask(requests[0])
        statements = [one["sql"] for one in asked.captured_queries]
        written = Counter(
            f"{act.partition(' ')[0].lower()} {table}"
            for act, table in WRITTEN.findall(" ; ".join(statements))
        )
        locking = sum(1 for one in statements if LOCKED.search(one))
        words = ", ".join(f"{count} × {what}" for what, count in written.items()) or "none"
        print(f"| {name} | {len(statements)} | {words} | {locking or 'none'} |")


def ask(text: str) -> None:
    """Send a request of the mix to the application in this process. Raises unless it is a 200."""
    head, _, body = text.replace(UNIQUE, str(uuid4())).partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    kind = headers.pop("Content-Type", "application/octet-stream")
    answer = CLIENT.generic(method, path, body.encode(), kind, headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
