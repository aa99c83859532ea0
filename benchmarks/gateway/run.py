"""Fills the database, starts the servers, prints the report: run.py ROUNDS SECONDS FILES."""

import sys
import urllib.request
from dataclasses import dataclass
from random import Random

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.lists.fill import BUCKET, FIRST, fill_bucket  # noqa: E402
from benchmarks.load import portal  # noqa: E402
from benchmarks.load.plan import Plan, carry_out, request  # noqa: E402
from benchmarks.load.rounds import WARM_UP_SECONDS, Results, in_turn  # noqa: E402
from benchmarks.load.servers import THREADS, Way, serving, ways_of_peer  # noqa: E402
from core.accounts.audit import system_actor  # noqa: E402
from core.accounts.models import ServiceToken, User  # noqa: E402
from core.accounts.scopes import TokenScope  # noqa: E402
from core.accounts.services import create_token  # noqa: E402

CONNECTIONS = 16
DIFFERENT = 256
PER_PAGE = 100
GATEWAY = f"/api/buckets/{BUCKET}/files"
REST = "/rest/files"
OURS = "gateway"
ACTOR = system_actor("benchmark")


@dataclass(frozen=True)
class Case:
    """Addresses that are requested in turn, of the gateway and of the peer.

    With `is_kept`, of a client that has the answers: the peer, which has no tags, sends them again.
    """

    name: str
    ours: list[str]
    theirs: list[str]
    is_kept: bool = False


def main(rounds: int, seconds: float, files: int) -> None:
    portal.prepare()
    fill_bucket(files)
    authorization = f"Bearer {_token()}"
    ways = [Way(OURS), *ways_of_peer("rest", "benchmarks.gateway.settings", THREADS)]
    by_name = {way.name: way for way in ways}
    results = Results()
    with portal.running_broker():
        print(
            f"{connection.display_name}, {files:,} files, {CONNECTIONS} connections,"
            f" {rounds} rounds of {seconds:g} s\n"
        )
        _print_queries(authorization)
        for number in range(rounds):
            for name in in_turn(list(by_name), number):
                with serving(by_name[name]) as port:
                    for case in all_cases(files):
                        plan = _plan(port, case, authorization, seconds, is_ours=name == OURS)
                        results.add(case.name, name, carry_out(plan))
    results.print_table(list(by_name))
    results.print_generator()


def all_cases(files: int) -> list[Case]:
    """The last one is a view that does nothing."""
    random = Random(files)
    pages = files // PER_PAGE
    deep = [random.randint(pages // 2, pages) for _ in range(DIFFERENT)]
    keys = [FIRST + random.randrange(files) for _ in range(DIFFERENT)]
    page = f"{GATEWAY}?per_page={PER_PAGE}"
    return [
        Case("page 1", [page], [REST]),
        Case("page 1, unchanged", [page], [REST], is_kept=True),
        Case(
            "deep pages",
            [f"{page}&page={number}" for number in deep],
            [f"{REST}?page={number}" for number in deep],
        ),
        Case("one file", [f"{GATEWAY}/{key}" for key in keys], [f"{REST}/{key}" for key in keys]),
        Case("/healthz", ["/healthz"], ["/healthz"]),
    ]


def _plan(port: int, case: Case, authorization: str, seconds: float, *, is_ours: bool) -> Plan:
    headers = {"Authorization": authorization}
    paths = case.ours if is_ours else case.theirs
    answers_304 = is_ours and case.is_kept
    if answers_304:
        headers["If-None-Match"] = _tag(port, paths[0], authorization)
    return Plan(
        expected=304 if answers_304 else 200,
        port=port,
        requests=[request("GET", path, headers=headers, close=False) for path in paths],
        connections=CONNECTIONS,
        keeps_alive=True,
        seconds=seconds,
        warm_up_seconds=WARM_UP_SECONDS,
    )


def _tag(port: int, path: str, authorization: str) -> str:
    """The tag of an answer to the very request that the generator sends: it is of one address."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    asked.add_header("Authorization", authorization)
    asked.add_header("Host", "127.0.0.1")
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return str(answer.headers["ETag"])


def _token() -> str:
    """A token that may read buckets and nothing else, as a service would have."""
    user, _ = User.objects.get_or_create(
        username="benchmark", defaults={"is_staff": True, "is_superuser": True}
    )
    # The peer looks through all tokens of a person.
    ServiceToken.objects.filter(user=user).delete()
    issued = create_token(
        actor=ACTOR, owner=user, name="benchmark", scopes=[TokenScope.READ_BUCKETS]
    )
    return issued.plain


def _print_queries(authorization: str) -> None:
    """Print the queries of a page and of a file, those for the token included."""
    client = Client(headers={"Authorization": authorization})
    counts = []
    for name, page in ((OURS, f"{GATEWAY}?per_page={PER_PAGE}"), ("rest", REST)):
        for what, path in (("page", page), ("file", f"{page.partition('?')[0]}/{FIRST}")):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")
            counts.append(f"{name} {what} {len(queries)}")
            if name == OURS and what == "page":
                with CaptureQueriesContext(connection) as queries:
                    client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
                counts.append(f"{name} page, unchanged {len(queries)}")
    print(f"Queries, with those of the token: {', '.join(counts)}.\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
