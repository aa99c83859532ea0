"""A first start serves before the demo account is complete, and says what isn't there yet."""

import pytest

from tests.core.uploads.portal_client import PortalClient
from tests.stack import running_portal
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.any_database, pytest.mark.timeout(300)]

PIECES = 4
BUCKET = "House productions"


def test_pages_show_the_demo_while_it_is_being_made() -> None:
    with running_portal(demo=None) as portal:
        assert (portal.data_dir / "engine" / "demo" / "unfinished").exists()
        client = PortalClient(portal)
        token = portal.manage("token", "create", "first", "--user", "admin").split()[-1]
        client.session.headers["Authorization"] = f"Bearer {token}"

        def rows(path: str) -> list[dict[str, object]]:
            answer = client.session.get(f"{portal.url}/api/{path}", timeout=30)
            found: list[dict[str, object]] = answer.json()["data"] if answer.ok else []
            return found

        buckets = eventually(lambda: {row["name"]: row["id"] for row in rows("buckets")})
        files = eventually(lambda: rows(f"buckets/{buckets[BUCKET]}/files"))
        assert len(files) == PIECES
        assert 0 in {file["state"] for file in files}
        page = client.session.get(f"{portal.url}/buckets/{buckets[BUCKET]}/", timeout=30).text
        assert "Processing" in page

        eventually(lambda: 1 in {row["state"] for row in rows(f"buckets/{buckets[BUCKET]}/files")})
