"""The mix of requests that is sent: as many pages, reads of the gateway and callbacks as below."""

from dataclasses import dataclass
from random import Random

from django.conf import settings
from django.test import Client

from benchmarks.callbacks.bodies import body
from benchmarks.lists.fill import BUCKET, FIRST, fill_bucket
from benchmarks.load import portal
from benchmarks.load.plan import Plan, request
from benchmarks.load.rounds import WARM_UP_SECONDS
from core.accounts.audit import system_actor
from core.accounts.models import ServiceToken, User
from core.accounts.scopes import TokenScope
from core.accounts.services import create_token
from core.mirror.models import MirrorRemote
from scanning.callbacks import addresses
from scanning.models import Delivery

CONNECTIONS = 16
CALLBACK_BYTES = 2000
DIFFERENT = 16
SHARES = {"a bucket's page": 1, "gateway, 100 files": 3, "gateway, one file": 8, "callback": 4}


@dataclass(frozen=True)
class Mix:
    """The requests of each kind, as they go over the wire."""

    kinds: dict[str, list[str]]

    @classmethod
    def prepare(cls, files: int) -> "Mix":
        """Fill the database, and sign in a person, a service and a sender of callbacks."""
        portal.prepare()
        fill_bucket(files)
        # Another run's engine, of another address.
        MirrorRemote.objects.all().delete()
        Delivery.objects.all().delete()
        _, url = addresses.issue()
        user, _ = User.objects.get_or_create(
            username="benchmark", defaults={"is_staff": True, "is_superuser": True}
        )
        browser = Client()
        browser.force_login(user)
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        person = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}", "Accept": "text/html"}
        service = {"Authorization": f"Bearer {_token(user)}"}
        random = Random(files)
        keys = [FIRST + random.randrange(files) for _ in range(DIFFERENT)]
        gateway = f"/api/buckets/{BUCKET}/files"
        return cls(
            {
                "a bucket's page": [_get(f"/buckets/{BUCKET}/", person)],
                "gateway, 100 files": [
                    _get(
                        f"{gateway}?per_page=100&page={1 + random.randrange(files // 100)}", service
                    )
                    for _ in range(DIFFERENT)
                ],
                "gateway, one file": [_get(f"{gateway}/{key}", service) for key in keys],
                "callback": [
                    request(
                        "POST",
                        url.removeprefix(settings.PUBLIC_URL),
                        body=body(CALLBACK_BYTES),
                        close=False,
                    )
                ],
            }
        )

    def plan(self, port: int, seconds: float, kind: str = "") -> Plan:
        """All kinds by their shares, in a random order that is always the same; or one kind."""
        requests = self.kinds.get(kind) or [
            one
            for name, share in SHARES.items()
            for place in range(share * DIFFERENT)
            for one in [self.kinds[name][place % len(self.kinds[name])]]
        ]
        Random(0).shuffle(requests)
        return Plan(
            port=port,
            requests=requests,
            connections=CONNECTIONS,
            keeps_alive=True,
            seconds=seconds,
            warm_up_seconds=WARM_UP_SECONDS,
        )


def _get(path: str, headers: dict[str, str]) -> str:
    return request("GET", path, headers=headers, close=False)


def _token(user: User) -> str:
    ServiceToken.objects.filter(user=user).delete()
    by = system_actor("benchmark")
    scopes = [TokenScope.READ_BUCKETS]
    return create_token(actor=by, owner=user, name="benchmark", scopes=scopes).plain
