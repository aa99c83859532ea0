"""The engine fetches nothing from private addresses that its settings don't allow."""

from tests.engine.running import Running
from tests.engine.sounds import Sounds
from tests.engine.web import Web


def test_a_private_address_is_not_fetched(own: Running, sounds: Sounds, web: Web) -> None:
    own.environment |= {"ENGINE_REACH": "", "PUBLIC_URL": "http://127.0.0.1:8123"}
    own.prepare()
    own.start()
    path = f"/api/buckets/{own.bucket()['id']}/files"
    new = own.create(path, data_type="audio_url", url=web.add_file("a.mp3", sounds.short))
    file = own.wait_until_processed(path, new["id"])
    assert file["state"] == -1
    assert "private address" in file["error"]
