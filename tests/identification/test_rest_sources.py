"""`/api/portal/identify`: a recording by its address, and fingerprints."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from core.accounts.models import User
from core.accounts.scopes import TokenScope
from core.clients.identify.request import ProjectKey, signature
from core.net.ssrf_guard import SsrfGuard
from identification.models import Identification, SecondOpinion
from identification.services import downloads
from identification.services.samples import MAX_FINGERPRINT_BYTES
from projects.models import Project
from tests.core.clients.stub_remote import StubRemote, stub_remote
from tests.identification.test_rest import URL, Service, problem

JSON = "application/json"
PRINT = bytes(range(256)) * 8


@pytest.fixture
def service(operator: User) -> Service:
    return Service(operator, TokenScope.IDENTIFY)


@pytest.fixture
def host() -> Iterator[StubRemote]:
    """Where recordings lie, at an address of this machine."""
    with stub_remote() as one:
        yield one


@pytest.fixture
def reachable(host: StubRemote, monkeypatch: pytest.MonkeyPatch) -> StubRemote:
    """As if its address were a public one."""
    guard = SsrfGuard(allowed_origins=(host.url,), setting="the test")
    monkeypatch.setattr(downloads, "GUARD", guard)
    return host


def ask(service: Service, **fields: object) -> Any:
    return service.client.post(URL, fields, content_type=JSON)


def test_a_recording_is_identified_at_its_address(
    project: Project, service: Service, part: Callable[..., Path], reachable: StubRemote
) -> None:
    reachable.answer = part("night-bus", begin=20, seconds=20).read_bytes()
    url = f"{reachable.url}/shows/%E6%99%9A.mp3?v=2"
    odd = ask(service, url=f"{reachable.url}/%00%2F..%2Fa." + 300 * "x", project=project.pk)
    assert odd.status_code == 200, odd.content
    Identification.objects.all().delete()
    response = ask(service, url=url, project=project.pk, begin=4, length=10)
    assert response.status_code == 200, response.content
    best = response.json()["matches"][0]
    assert best["title"] == "Night Bus 27"
    assert best["begin"] - best["sample_begin"] == pytest.approx(24, abs=0.1)
    row = Identification.objects.get()
    assert (row.sample_name, row.begin, row.length) == ("晚.mp3", 4, 10)


@pytest.mark.parametrize(
    "url",
    [
        "{host}/x.mp3", "http://localhost/x.mp3", "http://[::1]/", "http://169.254.169.254/latest",
        "file:///etc/passwd", "http://user@example.org/", "no url", "//x", "http://[",
        "http://\ud800/", "http://a..b/", "http://localhost:99999/", "http://x y/",
        "http://" + 300 * "a" + "/",
    ],
)  # fmt: skip
def test_private_addresses_and_no_addresses_are_refused(
    project: Project, service: Service, host: StubRemote, url: str
) -> None:
    body = problem(ask(service, url=url.format(host=host.url), project=project.pk), 422)
    assert list(body["errors"]) == ["url"]
    assert not host.paths
    assert not Identification.objects.exists()


def test_a_redirect_to_a_private_address_is_refused(
    project: Project, service: Service, reachable: StubRemote
) -> None:
    with stub_remote() as private:
        reachable.status, reachable.headers = 302, {"Location": f"{private.url}/secret"}
        body = problem(ask(service, url=f"{reachable.url}/x", project=project.pk), 422)
        assert list(body["errors"]) == ["url"]
        assert not private.paths


def test_what_is_refused_anyway_is_not_fetched(
    project: Project, service: Service, reachable: StubRemote
) -> None:
    url = f"{reachable.url}/x.mp3"
    cases: list[tuple[dict[str, object], str]] = [
        ({"url": url, "project": 999_999}, "project"),
        ({"url": url, "project": project.pk, "length": 30}, "length"),
        ({"url": url, "project": project.pk, "colour": "red"}, "colour"),
        ({"url": url, "project": project.pk, "data_type": "song"}, "data_type"),
        ({"project": project.pk}, "url"),
    ]
    for fields, field in cases:
        assert list(problem(ask(service, **fields), 422)["errors"]) == [field]
    assert not reachable.paths


def test_what_lies_there_is_limited_and_must_be_audio(
    project: Project,
    service: Service,
    reachable: StubRemote,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reachable.answer = b"These are only words. " * 100
    words = problem(ask(service, url=f"{reachable.url}/x", project=project.pk), 422)
    assert "not in an audio format" in words["errors"]["sample"][0]
    monkeypatch.setattr(downloads, "MAX_BYTES", 100)
    large = problem(ask(service, url=f"{reachable.url}/x", project=project.pk), 422)
    assert "larger than 100 bytes" in large["errors"]["url"][0]
    reachable.status = 404
    absent = problem(ask(service, url=f"{reachable.url}/x", project=project.pk), 422)
    assert absent["errors"]["url"] == ["The url answered 404."]


def test_an_address_that_says_nothing_is_given_up(
    project: Project,
    service: Service,
    reachable: StubRemote,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downloads, "MAX_SECONDS", 0.3)
    reachable.is_silent = True
    body = problem(ask(service, url=f"{reachable.url}/x", project=project.pk), 422)
    assert "in time" in body["errors"]["url"][0]


@pytest.fixture
def print_file(tmp_path: Path) -> Path:
    path = tmp_path / "song.fp"
    path.write_bytes(PRINT)
    return path


@pytest.fixture
def identifier(settings: Settings, demo_engine: object) -> Iterator[StubRemote]:
    """An identification service that says "no result" to all."""
    with stub_remote() as one:
        one.answer = b'{"status": {"code": 1001, "msg": "No result", "version": "1.0"}}'
        settings.ACRCLOUD_IDENTIFY_URL = one.url
        yield one


def test_a_fingerprint_is_sent_on_as_it_is_and_signed_as_one(
    project: Project, service: Service, identifier: StubRemote, print_file: Path
) -> None:
    response = service.ask(print_file, project=project.pk, data_type="fingerprint")
    assert response.status_code == 200, response.content
    (sent,) = identifier.bodies
    assert PRINT in sent
    assert b'name="data_type"\r\n\r\nfingerprint\r\n' in sent
    row = Identification.objects.get()
    assert (row.begin, row.length, row.duration) == (0, 0, 0)
    assert row.is_fingerprint
    one, other = (
        signature(ProjectKey("a", "b"), data_type=kind, timestamp="1")
        for kind in ("audio", "fingerprint")
    )
    assert one != other


def test_a_fingerprint_may_lie_at_an_address(
    project: Project, service: Service, identifier: StubRemote, reachable: StubRemote
) -> None:
    reachable.answer = PRINT
    fields = {"url": f"{reachable.url}/song.fp", "data_type": "fingerprint", "second_opinion": True}
    response = ask(service, project=project.pk, **fields)
    assert response.status_code == 200, response.content
    assert PRINT in identifier.bodies[0]
    assert SecondOpinion.objects.get().error == "AudioTag takes no fingerprints."


def test_a_fingerprint_that_the_service_can_not_read_is_the_callers(
    project: Project, service: Service, print_file: Path
) -> None:
    """The engine says so of every one: the format is closed."""
    response = service.ask(print_file, project=project.pk, data_type="fingerprint")
    assert "Code 3006." in problem(response, 422)["detail"]


def test_a_recording_is_no_fingerprint(project: Project, service: Service, tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(MAX_FINGERPRINT_BYTES + 1))
    body = problem(service.ask(large, project=project.pk, data_type="fingerprint"), 422)
    assert "at most 1,048,576 bytes" in body["errors"]["sample"][0]


def test_the_page_takes_a_fingerprint_too(
    project: Project, signed_in: Client, identifier: StubRemote, print_file: Path
) -> None:
    assert 'name="data_type"' in signed_in.get("/identify/").content.decode()
    with print_file.open("rb") as sample:
        form = {
            "project": project.pk, "begin": "0", "length": "12", "data_type": "fingerprint",
            "sample": sample,
        }  # fmt: skip
        page = signed_in.post("/identify/", form, follow=True).content.decode()
    assert PRINT in identifier.bodies[0]
    assert "A fingerprint, as it is" in page
