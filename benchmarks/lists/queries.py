"""The requests to the peers and to the portal, which are sent in turns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.core.cache import cache
from django.test import Client

from benchmarks.lists.fill import BUCKET, COMMON, COMMON_PAIR, OLD, RARE, RARE_PAIR
from core.accounts.audit import system_actor
from core.accounts.models import User
from core.accounts.roles import role_of
from core.accounts.scopes import scopes_for
from core.accounts.services import create_token

SendRequest = Callable[[], object]


@dataclass(frozen=True)
class Query:
    """A query and its requests, sent in turns. `goals`: the portal's time over a peer's."""

    name: str
    requests: dict[str, SendRequest]
    goals: tuple[tuple[str, str, float, float], ...] = ()
    before: Callable[[], object] = lambda: None


class SignedInClients:
    """A person's browser and a service, both signed in."""

    def __init__(self) -> None:
        user, _ = User.objects.get_or_create(
            username="lists", defaults={"is_staff": True, "is_superuser": True}
        )
        self.browser = Client()
        self.browser.force_login(user)
        token = create_token(
            actor=system_actor("lists"),
            owner=user,
            name=f"lists {datetime.now(UTC)}",
            scopes=scopes_for(role_of(user)),
        )
        self.service = Client(headers={"Authorization": f"Bearer {token.plain}"})

    def page(self, **query: str | int) -> SendRequest:
        return self._by(self.browser, f"/buckets/{BUCKET}/", {"size": 100, **query})

    def gateway(self, **query: str | int) -> SendRequest:
        return self._by(self.service, f"/api/buckets/{BUCKET}/files", {"per_page": 100, **query})

    def admin(self, **query: str | int) -> SendRequest:
        return self._by(self.browser, "/peers/buckets/audiofile/", query)

    def rest(self, **query: str | int) -> SendRequest:
        return self._by(self.browser, "/rest/files", query)

    def rest_cursor(self) -> SendRequest:
        return self._by(self.browser, "/rest/files-by-cursor", {})

    def _by(self, client: Client, address: str, query: dict[str, str | int]) -> SendRequest:
        url = f"{address}?{urlencode(query)}"

        def send() -> None:
            status = client.get(url).status_code
            if status != 200:
                raise RuntimeError(f"{url} answered {status}")

        return send


def all_queries(clients: SignedInClients, files: int) -> list[Query]:
    """Everything that is measured, with the goals for a million files: SQLite, PostgreSQL."""
    pages = files // 100
    middle, last = pages // 2, pages
    listed = [
        Query(
            "page 1",
            {
                "page": clients.page(),
                "gateway": clients.gateway(),
                "admin": clients.admin(),
                "rest": clients.rest(),
                "rest by cursor": clients.rest_cursor(),
            },
            (("page", "admin", 0.7, 0.3),),
        ),
        Query(
            "next page, deep",
            {"page 1": clients.gateway(), "gateway": clients.gateway(page=middle + 1)},
            (("gateway", "page 1", 1.2, 1.2),),
            before=clients.gateway(page=middle),
        ),
        *(
            Query(
                f"cold jump to page {page:,}",
                {"gateway": clients.gateway(page=page), "rest": clients.rest(page=page)},
                (("gateway", "rest", 1.0, 1.0),),
                before=cache.clear,
            )
            for page in (middle, middle * 3 // 2, last)
        ),
    ]
    for name, term, share in (
        ("rare term", RARE, 1 / 50),
        ("rare pair", RARE_PAIR, 1 / 50),
        ("common term", COMMON, 1 / 8),
        ("common pair", COMMON_PAIR, 1 / 8),
        ("common among the oldest", OLD, 1 / 8),
    ):
        listed.append(
            Query(
                name,
                {
                    "page": clients.page(q=term),
                    "gateway": clients.gateway(search=term),
                    "admin": clients.admin(q=term),
                },
                (("page", "admin", share, share),),
            )
        )
    return listed
