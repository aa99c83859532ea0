"""Live channels: mirrored like all else, though the remote has no GET for one of them."""

import pytest

from buckets.models import LiveChannel
from core.clients.console import Console
from core.mirror.models import PassState
from core.mirror.secrets import unseal
from tests.core.mirror.conftest import FullPass

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "https://radio.example/live?key=very-secret"


def test_channels_come_and_go_with_their_addresses_sealed(
    account: Console, full_pass: FullPass
) -> None:
    live = {"name": "stations", "type": "Live", "region": "eu-west-1", "labels": []}
    bucket = account.create("buckets", live).rows[0]["id"]
    made = [
        account.create(f"buckets/{bucket}/channels", {"title": title, "url": ADDRESS}).rows[0]["id"]
        for title in ("Radio One", "电台二")
    ]
    full_pass("buckets")
    assert full_pass("channels").new == 2
    channel = LiveChannel.objects.get(title="电台二")
    assert "very-secret" not in channel.payload
    assert unseal(channel.secrets) == {"url": ADDRESS}
    account.delete(f"buckets/{bucket}/channels/{made[0]}")
    done = full_pass("channels")
    assert (done.state, done.gone) == (PassState.DONE, 1)
    assert list(LiveChannel.objects.live().values_list("pk", flat=True)) == [made[1]]
