"""What is asked of the peers and of the portal, by turns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.core.cache import cache
from django.test import Client

from accounts.audit import system_actor
from accounts.models import User
from accounts.roles import role_of
from accounts.scopes import scopes_for
from accounts.tokens import create_token
from benchmarks.lists.filling import BUCKET, COMMON, COMMON_PAIR, OLD, RARE, RARE_PAIR

Ask = Callable[[], object]


@dataclass(frozen=True)
class Question:
    """One thing to ask; the ways to ask it take turns. `goals`: ours over theirs, at most."""

    name: str
    ways: dict[str, Ask]
    goals: tuple[tuple[str, str, float, float], ...] = ()
    before: Callable[[], object] = lambda: None


class Askers:
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

    def page(self, **query: str | int) -> Ask:
        return self._by(self.browser, f"/buckets/{BUCKET}/", {"size": 100, **query})

    def gateway(self, **query: str | int) -> Ask:
        return self._by(self.service, f"/api/buckets/{BUCKET}/files", {"per_page": 100, **query})

    def admin(self, **query: str | int) -> Ask:
        return self._by(self.browser, "/peers/buckets/audiofile/", query)

    def rest(self, **query: str | int) -> Ask:
        return self._by(self.browser, "/rest/files", query)

    def rest_cursor(self) -> Ask:
        return self._by(self.browser, "/rest/files-by-cursor", {})

    def _by(self, client: Client, address: str, query: dict[str, str | int]) -> Ask:
        asked = f"{address}?{urlencode(query)}"

        def ask() -> None:
            status = client.get(asked).status_code
            if status != 200:
                raise RuntimeError(f"{asked} answered {status}")

        return ask


def questions(by: Askers, files: int) -> list[Question]:
    """Everything that is measured, with the goals for a million files: SQLite, PostgreSQL."""
    pages = files // 100
    middle, last = pages // 2, pages
    listed = [
        Question(
            "page 1",
            {
                "page": by.page(),
                "gateway": by.gateway(),
                "admin": by.admin(),
                "rest": by.rest(),
                "rest by cursor": by.rest_cursor(),
            },
            (("page", "admin", 0.7, 0.3),),
        ),
        Question(
            "next page, deep",
            {"page 1": by.gateway(), "gateway": by.gateway(page=middle + 1)},
            (("gateway", "page 1", 1.2, 1.2),),
            before=by.gateway(page=middle),
        ),
        *(
            Question(
                f"cold jump to page {page:,}",
                {"gateway": by.gateway(page=page), "rest": by.rest(page=page)},
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
            Question(
                name,
                {
                    "page": by.page(q=term),
                    "gateway": by.gateway(search=term),
                    "admin": by.admin(q=term),
                },
                (("page", "admin", share, share),),
            )
        )
    return listed
