"""Fills the database, starts the servers, prints the report: run.py ROUNDS SECONDS FILES."""

import sys
from dataclasses import dataclass

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.lists.fill import BUCKET, FIRST, fill_bucket  # noqa: E402
from benchmarks.load import portal  # noqa: E402
from benchmarks.load.plan import Plan, carry_out, request  # noqa: E402
from benchmarks.load.rounds import WARM_UP_SECONDS, Results, in_turn  # noqa: E402
from benchmarks.load.servers import THREADS, Way, serving, ways_of_peer  # noqa: E402
from core.accounts.models import User  # noqa: E402
from core.ui.lists.keyset import cursor_at  # noqa: E402

CONNECTIONS = 16
ROWS = 100
OURS = "portal"
LIST = "/peers/buckets/audiofile/"
BUCKET_PAGE = f"/buckets/{BUCKET}/?size={ROWS}"


@dataclass(frozen=True)
class Case:
    """A page of the portal's, and the peer's that shows the same, if there is one."""

    name: str
    ours: str
    theirs: str
    connections: int = CONNECTIONS


def main(rounds: int, seconds: float, files: int) -> None:
    portal.prepare()
    fill_bucket(files)
    client = _signed_in()
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    ways = [Way(OURS), *ways_of_peer("admin", "benchmarks.pages.settings", THREADS)]
    by_name = {way.name: way for way in ways}
    results = Results()
    with portal.running_broker():
        print(
            f"{connection.display_name}, {files:,} files, {rounds} rounds of {seconds:g} s;"
            f" lists with {ROWS} rows on {CONNECTIONS} connections, the Overview on one\n"
        )
        cases = all_cases(files)
        _print_queries(client, cases)
        for number in range(rounds):
            for name in in_turn(list(by_name), number):
                with serving(by_name[name]) as port:
                    for case in cases:
                        if path := case.ours if name == OURS else case.theirs:
                            plan = _plan(port, path, cookie, case.connections, seconds)
                            results.add(case.name, name, carry_out(plan))
    results.print_table(list(by_name))
    results.print_generator()


def all_cases(files: int) -> list[Case]:
    """The portal's list goes on from a key, the admin's from a number of rows."""
    middle = FIRST + files // 2
    deep = cursor_at(middle, middle).encode()
    return [
        Case("a bucket, page 1", BUCKET_PAGE, LIST),
        Case(
            "a bucket, in its middle", f"{BUCKET_PAGE}&at={deep}", f"{LIST}?p={files // 2 // ROWS}"
        ),
        Case("Overview", "/", "", connections=1),
    ]


def _plan(port: int, path: str, cookie: str, connections: int, seconds: float) -> Plan:
    headers = {"Cookie": cookie, "Accept": "text/html"}
    return Plan(
        port=port,
        requests=[request("GET", path, headers=headers, close=False)],
        connections=connections,
        keeps_alive=True,
        seconds=seconds,
        warm_up_seconds=WARM_UP_SECONDS,
    )


def _signed_in() -> Client:
    """The browser of a person with all rights, signed in by a session."""
    user, _ = User.objects.get_or_create(
        username="benchmark", defaults={"is_staff": True, "is_superuser": True}
    )
    client = Client()
    client.force_login(user)
    return client


def _print_queries(client: Client, cases: list[Case]) -> None:
    """Print the queries of each page, those for session and person included."""
    counts = []
    for case in cases:
        for name, path in ((OURS, case.ours), ("admin", case.theirs)):
            if not path:
                continue
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")
            size = len(answer.content) / 1024
            counts.append(f"{case.name}, {name}: {len(queries)} ({size:,.0f} KB)")
    print(f"Queries of a page, and its size: {'; '.join(counts)}.\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
