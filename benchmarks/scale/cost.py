"""What a load takes: processor time of the web server and of PostgreSQL, rows and connections."""

from dataclasses import dataclass
from functools import reduce

import psutil
from django.db import connection


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor, rows written, transactions; `connections` are open right now.

    Backends that have ended are not counted, so the database's seconds are those of connections
    that are kept.
    """

    web: float
    database: float
    written: int
    transactions: int
    connections: int

    def since(self, before: "Cost") -> "Cost":
        return Cost(
            self.web - before.web,
            self.database - before.database,
            self.written - before.written,
            self.transactions - before.transactions,
            self.connections,
        )


def cost_so_far() -> Cost:
    """Of the web server that this process has started, and of its database; zeros on SQLite."""
    web = sum(map(_seconds, _web_processes()))
    if connection.vendor == "sqlite":
        return Cost(web, 0.0, 0, 0, 0)
    with connection.cursor() as cursor:
        # What a backend counted becomes visible within a second, or when this is asked for.
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT tup_inserted + tup_updated + tup_deleted, xact_commit + xact_rollback"
            " FROM pg_stat_database WHERE datname = current_database()"
        )
        written, transactions = cursor.fetchone()
    backends = [one for one in psutil.process_iter() if _serves_this_database(one)]
    return Cost(web, sum(map(_seconds, backends)), written, transactions, len(backends))


def _web_processes() -> list[psutil.Process]:
    servers = [
        child for child in psutil.Process().children() if "granian" in " ".join(child.cmdline())
    ]
    return reduce(lambda found, one: [*found, one, *one.children(recursive=True)], servers, [])


def _serves_this_database(process: psutil.Process) -> bool:
    """Whether it is a backend of this database, on this host: it has the database's name."""
    try:
        return process.name() == "postgres" and f" {connection.settings_dict['NAME']} " in " ".join(
            process.cmdline()
        )
    except psutil.NoSuchProcess:
        return False


def _seconds(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(used.user + used.system)
