"""`/api/portal/identify`: the same for services, with problems for errors."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from core.accounts.audit import Actor
from core.accounts.models import AuditEntry, User
from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from core.accounts.services import create_token
from core.mirror import secrets
from identification.models import Identification, SecondOpinion
from projects.models import Project
from tests.core.clients.stub_remote import StubRemote, stub_remote
from tests.isolation import free_port

URL = "/api/portal/identify"


class Service:
    """A service with a token of these scopes."""

    def __init__(self, owner: User, *scopes: TokenScope) -> None:
        issued = create_token(
            actor=Actor(owner.username, owner), owner=owner, name="monitor", scopes=scopes
        )
        self.client = Client(headers={"Authorization": f"Bearer {issued.plain}"})

    def ask(self, recording: Path, **fields: object) -> Any:
        return self.client.post(URL, {"sample": recording.open("rb"), **fields})


@pytest.fixture
def service(operator: User) -> Service:
    return Service(operator, TokenScope.IDENTIFY)


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    return body


def test_match_comes_as_json_with_moments_in_seconds(
    project: Project, service: Service, part: Callable[..., Path]
) -> None:
    response = service.ask(
        part("night-bus", begin=20, seconds=20), project=project.pk, begin=4, length=10
    )

    assert response.status_code == 200
    body = response.json()
    row = Identification.objects.get()
    assert body["id"] == row.pk
    assert body["project"] == {"id": project.pk, "name": project.name}
    assert body["status"]["code"] == 0
    best = body["matches"][0]
    assert (best["title"], best["artists"], best["section"]) == (
        "Night Bus 27",
        ["Fairgate"],
        "custom_files",
    )
    assert best["begin"] - best["sample_begin"] == pytest.approx(24, abs=0.1)
    assert best["duration"] == pytest.approx(60, abs=0.2)
    own = body["response"]["metadata"]["custom_files"][0]
    assert own["title"] == "Night Bus 27"
    assert (best["label"], best["genres"], best["release_date"]) == (own["label"], [], "")
    assert best["custom_fields"] == {"date": "2024", "genre": "House", "isrc": "XXDMO2400007"}
    assert body["second_opinion"] is None


def test_begin_and_length_have_usual_values(
    project: Project, service: Service, part: Callable[..., Path]
) -> None:
    assert service.ask(part("night-bus"), project=project.pk).status_code == 200
    row = Identification.objects.get()
    assert (row.begin, row.length) == (0, 12)


def test_trail_and_history_name_person_and_token(
    project: Project, service: Service, part: Callable[..., Path]
) -> None:
    service.ask(part("night-bus"), project=project.pk)
    assert Identification.objects.get().by_name == "operator via monitor"
    assert AuditEntry.objects.get(act="identify").actor_name == "operator via monitor"


def test_no_result_is_an_answer(project: Project, service: Service, noise: Path) -> None:
    response = service.ask(noise, project=project.pk)
    assert response.status_code == 200
    body = response.json()
    assert body["status"]["code"] == 1001
    assert "did not recognize the sample" in body["status"]["meaning"]
    assert body["matches"] == []


def test_wrong_secret_is_the_portals_fault_and_not_the_callers(
    project: Project, service: Service, part: Callable[..., Path]
) -> None:
    project.secrets = secrets.seal({"access_secret": "not the one"})
    project.save()
    body = problem(service.ask(part("night-bus"), project=project.pk), 502)
    assert body["detail"].startswith("Code 3014. ")
    assert "signature" in body["detail"]


@pytest.mark.parametrize(
    ("code", "status"), [(2004, 422), (3000, 502), (3001, 502), (3003, 429), (3015, 429), (9, 502)]
)
def test_code_of_the_service_becomes_a_status(
    project: Project,
    service: Service,
    part: Callable[..., Path],
    remote: StubRemote,
    code: int,
    status: int,
) -> None:
    remote.answer = json.dumps({"status": {"code": code, "msg": "m", "version": "1.0"}}).encode()
    response = service.ask(part("night-bus"), project=project.pk)
    assert f"Code {code}." in problem(response, status)["detail"]
    assert ("Retry-After" in response) is (code == 3015)
    assert Identification.objects.get().status_code == code


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"begin": "x"}, "begin"),
        ({"begin": 99}, "begin"),
        ({"length": 30}, "length"),
        ({"project": 999_999}, "project"),
        ({"project": ""}, "project"),
    ],
)
def test_bad_value_is_a_problem_that_names_its_field(
    project: Project,
    service: Service,
    part: Callable[..., Path],
    fields: dict[str, object],
    field: str,
) -> None:
    response = service.ask(part("night-bus", codec="wav"), **{"project": project.pk, **fields})
    assert list(problem(response, 422)["errors"]) == [field]


def test_text_is_a_problem_of_the_sample(
    project: Project, service: Service, tmp_path: Path
) -> None:
    words = tmp_path / "song.mp3"
    words.write_text("These are only words.")
    body = problem(service.ask(words, project=project.pk), 422)
    assert "not in an audio format" in body["errors"]["sample"][0]


def test_request_without_a_sample_is_a_problem(project: Project, service: Service) -> None:
    body = problem(service.client.post(URL, {"project": project.pk}), 422)
    assert list(body["errors"]) == ["sample"]


@pytest.fixture
def remote(settings: Settings, demo_engine: object) -> Iterator[StubRemote]:
    """An identification service that answers as it is told."""
    with stub_remote() as one:
        settings.ACRCLOUD_IDENTIFY_URL = one.url
        yield one


def test_plain_recording_goes_on_as_it_is(
    project: Project, service: Service, part: Callable[..., Path], remote: StubRemote
) -> None:
    """Decoding would make another file of it: of 8,000 samples a second."""
    remote.answer = b'{"status": {"code": 1001, "msg": "No result", "version": "1.0"}}'
    mp3, flac = part("night-bus", begin=20, seconds=20), part("night-bus", codec="flac")
    response = service.ask(mp3, project=project.pk)
    assert response.json()["duration"] == pytest.approx(12, abs=0.1)
    assert mp3.read_bytes()[5_000:20_000] in remote.bodies[0]
    assert b'filename="sample.mp3"\r\nContent-Type: audio/mpeg\r\n' in remote.bodies[0]
    assert service.ask(flac, project=project.pk).json()["duration"] == 12
    assert b'filename="sample.wav"\r\nContent-Type: audio/wav\r\n' in remote.bodies[1]


def test_service_that_is_down_is_a_502(
    project: Project, service: Service, part: Callable[..., Path], settings: Settings
) -> None:
    settings.ACRCLOUD_IDENTIFY_URL = f"http://127.0.0.1:{free_port()}"
    body = problem(service.ask(part("night-bus"), project=project.pk), 502)
    assert "could not be reached" in body["detail"]
    assert Identification.objects.unanswered().count() == 1


def test_service_that_is_silent_is_a_504(
    project: Project,
    service: Service,
    part: Callable[..., Path],
    remote: StubRemote,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("identification.services.identify.TIMEOUT_SECONDS", 0.3)
    remote.is_silent = True
    body = problem(service.ask(part("night-bus"), project=project.pk), 504)
    assert "in time" in body["detail"]


def test_second_opinion_can_be_fetched_once_it_is_there(
    project: Project,
    service: Service,
    part: Callable[..., Path],
    run_due: Callable[[], None],
) -> None:
    body = service.ask(part("night-bus"), project=project.pk, second_opinion=True).json()
    assert body["second_opinion"] == {"state": "waiting", "error": "", "candidates": []}

    for _ in range(20):
        run_due()
        if not SecondOpinion.objects.get().is_waiting:
            break
    opinion = service.client.get(f"{URL}/{body['id']}").json()["second_opinion"]
    assert opinion["state"] == "found"
    assert opinion["candidates"][0]["tracks"][0]["title"] == "Night Bus 27"


def test_unknown_identification_is_a_404(db: None, service: Service) -> None:
    problem(service.client.get(f"{URL}/4711"), 404)


def test_token_without_the_scope_is_refused_before_anything_is_read(
    project: Project, operator: User, part: Callable[..., Path]
) -> None:
    other = Service(operator, TokenScope.READ_BUCKETS)
    body = problem(other.ask(part("night-bus"), project=project.pk), 403)
    assert "identify" in body["detail"]
    assert not Identification.objects.exists()


def test_scope_ends_with_the_role_of_the_owner(
    project: Project, operator: User, service: Service, part: Callable[..., Path]
) -> None:
    operator.groups.set([Group.objects.get(name=Role.VIEWER.group)])
    problem(service.ask(part("night-bus"), project=project.pk), 403)


def test_nobody_is_told_to_bring_a_token(project: Project, part: Callable[..., Path]) -> None:
    response = Client().post(URL, {"sample": part("night-bus").open("rb")})
    problem(response, 401)
    assert "Bearer" in response["WWW-Authenticate"]


def test_session_of_a_person_does_not_open_the_api(
    project: Project, signed_in: Client, part: Callable[..., Path]
) -> None:
    problem(signed_in.post(URL, {"sample": part("night-bus").open("rb")}), 401)


def test_nobody_looks_for_a_second_opinion_that_was_just_not_asked_for(
    service: Service, project: Project, noise: Path
) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = service.ask(noise, project=project.pk)
    assert answer.json()["second_opinion"] is None
    assert not [query for query in queries if "identification_secondopinion" in query["sql"]]
