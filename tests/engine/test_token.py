import pytest
import requests

from tests.engine.running import Running

REFUSAL = {"error": "Authentication Exception", "message": "Authentication Exception"}
ADDRESSES = [
    ("GET", "/api/buckets"),
    ("POST", "/api/buckets"),
    ("GET", "/api/buckets/23"),
    ("PUT", "/api/buckets/23"),
    ("DELETE", "/api/buckets/23"),
    ("GET", "/api/buckets/23/files"),
    ("POST", "/api/buckets/23/files"),
    ("DELETE", "/api/buckets/23/files"),
    ("GET", "/api/buckets/23/files/1"),
    ("PUT", "/api/buckets/23/files/1"),
    ("DELETE", "/api/buckets/23/files/1"),
    ("PUT", "/api/buckets/23/files/1/move"),
    ("POST", "/api/buckets/23/files/move"),
    ("GET", "/api/buckets/23/files/dump"),
    ("GET", "/api/buckets/23/channels"),
    ("POST", "/api/buckets/23/channels"),
    ("GET", "/api/base-projects"),
    ("POST", "/api/base-projects"),
    ("GET", "/api/base-projects/1"),
    ("GET", "/api/base-projects/1/buckets-status"),
    ("GET", "/api/base-projects/1/day-stat"),
    ("GET", "/api/fs-containers"),
    ("POST", "/api/fs-containers"),
    ("GET", "/api/fs-containers/1"),
    ("GET", "/api/fs-containers/1/presigned-upload"),
    ("GET", "/api/fs-containers/1/files"),
    ("POST", "/api/fs-containers/1/files"),
    ("GET", "/api/fs-containers/1/files/1"),
    ("DELETE", "/api/fs-containers/1/files/1"),
    ("PUT", "/api/fs-containers/1/files/1/rescan"),
]


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_a_wrong_token_is_refused_everywhere(engine: Running, method: str, path: str) -> None:
    reply = engine.call(method, path, token="wrong")
    assert (reply.status_code, reply.json()) == (403, REFUSAL)


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic test-token", "test-token", "bearer test-token"],
)
def test_anything_but_a_bearer_token_is_refused(engine: Running, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    reply = requests.get(f"{engine.url}/api/buckets", headers=headers, timeout=10)
    assert (reply.status_code, reply.json()) == (403, REFUSAL)


def test_the_right_token_is_let_in(engine: Running) -> None:
    assert engine.get("/api/buckets").status_code == 200


def test_health_needs_no_token(engine: Running) -> None:
    reply = requests.get(f"{engine.url}/healthz", timeout=10)
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


def test_a_changed_token_takes_the_account_over(own: Running) -> None:
    own.prepare()
    own.start("serve")
    bucket = own.bucket()
    own.stop()
    own.environment["ENGINE_TOKEN"] = "another"
    own.prepare()
    own.start("serve")
    assert own.get("/api/buckets").status_code == 403
    assert own.get(f"/api/buckets/{bucket['id']}", token="another").status_code == 200
