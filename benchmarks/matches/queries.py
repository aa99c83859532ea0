"""What people and services ask about plays, and the peers beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.db.models import Count
from django.test import Client

from benchmarks.matches.fill import RARE_ISRC, RARE_TITLE
from core.accounts.audit import system_actor
from core.accounts.models import User
from core.accounts.roles import role_of
from core.accounts.scopes import scopes_for
from core.accounts.services import create_token
from plays.models import Play

SendRequest = Callable[[], object]
Parameters = dict[str, str | int]


@dataclass(frozen=True)
class Query:
    """`goal` is in milliseconds, the median of the portal's own way, which is the first."""

    name: str
    requests: dict[str, SendRequest]
    goal: float


class Clients:
    """A person's browser and a service, both signed in."""

    def __init__(self) -> None:
        user, _ = User.objects.get_or_create(
            username="plays", defaults={"is_staff": True, "is_superuser": True}
        )
        self.browser = Client()
        self.browser.force_login(user)
        token = create_token(
            actor=system_actor("plays"),
            owner=user,
            name=f"plays {datetime.now(UTC)}",
            scopes=scopes_for(role_of(user)),
        )
        self.service = Client(headers={"Authorization": f"Bearer {token.plain}"})

    def get(self, address: str, **query: str | int) -> SendRequest:
        return _sender(self.browser, address, query)

    def rest(self, **query: str | int) -> SendRequest:
        return _sender(self.service, "/api/portal/plays", query)


def _sender(client: Client, address: str, query: Parameters) -> SendRequest:
    url = f"{address}?{urlencode(query)}"

    def send() -> None:
        response = client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answered {response.status_code}")
        if response.streaming:
            for _ in response.streaming_content:  # type: ignore[attr-defined]
                pass

    return send


def all_queries(clients: Clients) -> list[Query]:
    """Everything that is measured, with the goals for four million plays."""
    # Heard some times, neither a hit nor once.
    counts = Play.objects.values("piece").annotate(plays=Count("pk")).filter(plays__lte=50)
    piece = counts.order_by("-plays", "piece").values_list("piece", flat=True)[0]
    filters: dict[str, Parameters] = {
        "all": {},
        "a container": {"container": 3},
        "a station": {"station": 3},
        "own catalogue": {"section": "custom_files"},
        "a container's own, score from 95": {
            "container": 3,
            "section": "custom_files",
            "min_score": 95,
        },
        "a label": {"label": "Label 77"},
        "an artist": {"artists": "Artist 777"},
        "a piece": {"piece": piece},
        "a month of a station": {"station": 3, "from": "2025-03-01", "to": "2025-03-31"},
        "a label on a station, a day": {
            "label": "Label 77",
            "station": 3,
            "from": "2025-03-01",
            "to": "2025-03-01",
        },
    }
    peers = {"own catalogue": "section", "a container": "container", "a station": "station"}
    listed = []
    for name, parameters in filters.items():
        requests = {
            "Heard": clients.get("/heard/", size=100, **parameters),
            "REST": clients.rest(count=100, **parameters),
        }
        if name == "all" or name in peers:
            field = peers.get(name)
            theirs: Parameters = {} if field is None else {field: parameters[field]}
            exact = {} if field is None else {f"{field}__exact": parameters[field]}
            requests["admin"] = clients.get("/peers/plays/play/", **exact)
            requests["DRF"] = clients.get("/rest/plays", **theirs)
        listed.append(Query(f"rows: {name}", requests, 60))
        listed.append(
            Query(f"totals: {name}", {"Heard": clients.get("/heard/totals/", **parameters)}, 1000)
        )
    month: Parameters = filters["a month of a station"]
    listed += [
        Query(
            f"a month of a station by {grouping}",
            {"Heard": clients.get(f"/heard/by/{grouping}/", **month)},
            300,
        )
        for grouping in ("piece", "artists", "label", "day")
    ]
    listed += [
        Query(
            "search: an ISRC",
            {
                "Heard": clients.get("/heard/", isrc=RARE_ISRC),
                "admin": clients.get("/peers/plays/play/", q=RARE_ISRC),
            },
            15,
        ),
        Query(
            "search: part of a rare title",
            {
                "Heard": clients.get("/heard/", q=RARE_TITLE[3:12]),
                "admin": clients.get("/peers/plays/play/", q=RARE_TITLE[3:12]),
            },
            60,
        ),
        Query(
            "search: part of a common title",
            {
                "Heard": clients.get("/heard/", q="Harbour"),
                "admin": clients.get("/peers/plays/play/", q="Harbour"),
            },
            60,
        ),
        Query("a piece's page", {"Heard": clients.get(f"/heard/pieces/{piece}/")}, 300),
    ]
    return listed
