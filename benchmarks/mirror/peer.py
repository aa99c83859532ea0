"""How long dj-stripe takes to mirror a list: peer.py OBJECTS [DATABASE].

Run by a Python that has dj-stripe. Objects of about the size of an audio file are listed from
memory, 100 a page; each figure is a line of JSON. Coupons need no further requests; for each
product dj-stripe also requests the features. DATABASE has the form of DATABASE_URL; dj-stripe gets
a new database on the same server.
"""

import json
import multiprocessing
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

PAGE_SIZE = 100
KEY = "sk_test_" + "a" * 24


def coupon(number: int) -> dict[str, Any]:
    return {
        "id": f"{number:014d}",
        "object": "coupon",
        "amount_off": 100 + number,
        "created": 1_700_000_000 + number,
        "currency": "eur",
        "duration": "once",
        "duration_in_months": None,
        "livemode": False,
        "max_redemptions": None,
        "metadata": {"artist": "Somebody", "album": f"Album {number // 12}", "more": "x" * 120},
        "name": f"Piece {number}",
        "percent_off": None,
        "redeem_by": None,
        "times_redeemed": 0,
        "valid": True,
    }


def product(number: int) -> dict[str, Any]:
    return {
        "id": f"{number:014d}",
        "object": "product",
        "active": True,
        "created": 1_700_000_000 + number,
        "description": "x" * 120,
        "images": [],
        "livemode": False,
        "metadata": {"artist": "Somebody", "album": f"Album {number // 12}"},
        "name": f"Piece {number}",
        "type": "service",
        "updated": 1_700_000_000 + number,
        "url": None,
    }


class Stripe(BaseHTTPRequestHandler):
    """Just enough of Stripe's API to list coupons and products, which have no features."""

    protocol_version = "HTTP/1.1"
    # Head and body in one packet: two would wait for each other's acknowledgement, 40 ms each time.
    wbufsize = 1 << 16
    listed: dict[str, list[dict[str, Any]]] = {}

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/v1/account":
            self.answer({"id": "acct_1", "object": "account", "settings": {}, "type": "standard"})
            return
        objects = self.listed.get(url.path, [])
        after = parse_qs(url.query).get("starting_after", [""])[0]
        first = int(after) + 1 if after else 0
        has_more = first + PAGE_SIZE < len(objects)
        page = objects[first : first + PAGE_SIZE]
        self.answer({"object": "list", "url": url.path, "has_more": has_more, "data": page})

    def answer(self, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def main(count: int, database: str) -> None:
    Stripe.listed = {
        "/v1/coupons": [coupon(number) for number in range(count)],
        "/v1/products": [product(number) for number in range(count)],
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stripe)
    # A process of its own, so that the peer needn't share its interpreter with its remote.
    multiprocessing.get_context("fork").Process(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        settings.configure(
            INSTALLED_APPS=[
                "django.contrib.auth",
                "django.contrib.contenttypes",
                "djstripe",
            ],
            DATABASES={"default": database_settings(database, Path(folder))},
            USE_TZ=True,
            STRIPE_TEST_SECRET_KEY=KEY,
            STRIPE_LIVE_MODE=False,
            STRIPE_API_HOST=f"http://127.0.0.1:{server.server_port}",
            DJSTRIPE_FOREIGN_KEY_TO_FIELD="id",
            LOGGING_CONFIG=None,
            # Create the latest tables directly: the many migrations of dj-stripe take minutes.
            MIGRATION_MODULES=dict.fromkeys(("auth", "contenttypes", "djstripe")),
        )
        django.setup()
        call_command("migrate", run_syncdb=True, verbosity=0)
        for model in ("Coupon", "Product"):
            sync(model, count)


def sync(model: str, count: int) -> None:
    objects = apps.all_models["djstripe"][model.lower()]._default_manager
    objects.all().delete()
    began = time.perf_counter()
    call_command("djstripe_sync_models", model, api_keys=[KEY], stdout=sys.stderr)
    seconds = time.perf_counter() - began
    if objects.count() != count:
        raise RuntimeError(f"{objects.count()} of {count} objects")
    name = f"dj-stripe, {model.lower()}s"
    print(json.dumps({"name": name, "seconds": seconds, "objects": count}))


def database_settings(database: str, folder: Path) -> dict[str, Any]:
    if not database:
        options = {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "peer.sqlite3",
            "OPTIONS": options,
        }
    import psycopg  # noqa: PLC0415 (only there for PostgreSQL)

    address = urlsplit(database)
    peer_database = f"{address.path.lstrip('/')}_peer"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {peer_database}")
        connection.execute(f"CREATE DATABASE {peer_database}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": peer_database,
        "USER": address.username,
        "PASSWORD": address.password,
        "HOST": address.hostname,
        "PORT": address.port,
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
