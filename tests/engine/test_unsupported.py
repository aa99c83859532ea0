import pytest

from tests.engine.operations import refused
from tests.engine.running import Running


@refused("/api/bm-cs-projects…")
@refused("/api/bm-bd-projects…")
@refused("/api/bm-hist-projects…")
@refused("/api/ucf-projects…")
@refused("/api/external-metadata…")
@refused("/api/billing…")
@refused("/api/prices")
@refused("/api/offlinedbs…")
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "bm-cs-projects",
        "bm-bd-projects/1/channels",
        "bm-hist-projects",
        "ucf-projects/1",
        "external-metadata/tracks",
        "billing/current-bill",
        "prices",
        "offlinedbs/1",
    ],
)
def test_other_resources_are_refused_by_name(engine: Running, method: str, path: str) -> None:
    reply = engine.call(method, f"/api/{path}")
    assert reply.status_code == 501
    name = path.partition("/")[0]
    assert reply.json()["message"] == f"{name} is not supported by this engine."
    assert engine.call(method, f"/api/{path}", token="wrong").status_code == 403


@refused("POST /v2/identify")
@refused("the older API with HMAC headers, /v1/buckets…")
@pytest.mark.parametrize("path", ["/v2/identify", "/v1/buckets", "/v1/audios", "/v1/monitors"])
def test_older_and_undocumented_addresses_are_not_there(engine: Running, path: str) -> None:
    assert engine.post(path).status_code == 404
