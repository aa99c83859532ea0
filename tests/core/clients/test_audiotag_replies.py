"""The AudioTag API, with the answers that its document shows."""

import json
from collections.abc import Iterator

import pytest

from core.clients.audiotag.client import AudioTag
from core.clients.audiotag.errors import AudioTagError
from core.clients.audiotag.results import Progress
from core.clients.errors import RemoteUnreachableError, UnreadableReplyError
from tests.core.clients.stub_remote import StubRemote, stub_remote
from tests.isolation import free_port

KEY = "a-key-of-this-test"
FOUND = {
    "success": True,
    "error": None,
    "result": "found",
    "data": [
        {
            "tracks": [["Hello Mr. Monkey", "Arabesque", "Arabesque-II", 1979]],
            "confidence": 285,
            "time": "100 - 170",
        },
        {
            "tracks": [["Hello Mr. Monkey", "Arabesque", "Grand Collection", 2001], ["Short"]],
            "confidence": 321,
            "time": "100 - 200",
        },
    ],
}
WAIT = b'{"success": true, "error": null, "result": "wait"}'


@pytest.fixture
def remote() -> Iterator[StubRemote]:
    with stub_remote() as one:
        yield one


@pytest.fixture
def audiotag(remote: StubRemote) -> AudioTag:
    return AudioTag(f"{remote.url}/api", KEY)


def set_reply(remote: StubRemote, **body: object) -> None:
    remote.answer = json.dumps(body).encode()


def test_info_tells_the_version(remote: StubRemote, audiotag: AudioTag) -> None:
    set_reply(remote, success=True, status="normal", api_ver="2.5", action="info")
    info = audiotag.info()
    assert (info.status, info.version) == ("normal", "2.5")
    assert remote.paths == ["/api"]
    assert remote.bodies == [f"apikey={KEY}&action=info".encode()]


def test_stat_tells_what_is_used_and_left(remote: StubRemote, audiotag: AudioTag) -> None:
    remote.answer = (
        b'{"current_credit_balance":0,"identification_free_sec_remainder":1704,'
        b'"expiration_date":"2022-05-15 19:06:12","queries_count":23,"uploaded_duration_sec":96,'
        b'"uploaded_size_bytes":1058656,"credits_spent":0,"success":true}'
    )
    stat = audiotag.stat()
    assert (stat.queries, stat.uploaded_seconds, stat.free_seconds) == (23, 96, 1704)
    assert (stat.expires, stat.credit_balance) == ("2022-05-15 19:06:12", 0)


def test_sample_goes_as_multipart_and_its_token_comes_back(
    remote: StubRemote, audiotag: AudioTag
) -> None:
    set_reply(remote, success=True, error=None, token="c5c7f4", job_status="wait")
    assert audiotag.identify(b"RIFF\xff", start_seconds=20, length_seconds=7.5).token == "c5c7f4"
    (body,) = remote.bodies
    assert b'name="file"; filename="sample.wav"' in body
    assert b'name="start_time"\r\n\r\n20\r\n' in body
    assert b'name="time_len"\r\n\r\n7.5\r\n' in body


def test_answer_that_comes_with_the_token_needs_no_polling(
    remote: StubRemote, audiotag: AudioTag
) -> None:
    set_reply(remote, success=True, token="c5", job_status="found", data=FOUND["data"])
    accepted = audiotag.identify(b"RIFF")
    assert accepted.result is not None
    assert accepted.result.candidates[0].confidence == 321


def test_candidates_come_best_first_with_their_tracks(
    remote: StubRemote, audiotag: AudioTag
) -> None:
    set_reply(remote, **FOUND)
    result = audiotag.get_result("c5")
    assert result.progress is Progress.FOUND
    best = result.candidates[0]
    assert (best.confidence, best.time) == (321, "100 - 200")
    assert (best.tracks[0].artist, best.tracks[0].year) == ("Arabesque", "2001")
    assert best.tracks[1].title == "Short"
    assert best.tracks[1].year == ""


def test_polling_goes_on_while_the_answer_is_wait(remote: StubRemote, audiotag: AudioTag) -> None:
    remote.answers = [WAIT, WAIT]
    set_reply(remote, success=True, error=None, result="not found")
    result = audiotag.poll_result("c5", seconds=5, interval=0.01)
    assert result.progress is Progress.NOT_FOUND
    assert len(remote.bodies) == 3


def test_polling_stops_at_the_deadline(remote: StubRemote, audiotag: AudioTag) -> None:
    remote.answer = WAIT
    result = audiotag.poll_result("c5", seconds=0.2, interval=0.05)
    assert result.progress is Progress.WAIT
    assert len(remote.bodies) < 10


def test_token_that_is_forgotten_is_an_error_although_it_says_success(
    remote: StubRemote, audiotag: AudioTag
) -> None:
    words = "invalid token or no recognition results found for the token"
    set_reply(remote, success=True, error=None, result=words)
    with pytest.raises(AudioTagError, match="five minutes") as caught:
        audiotag.get_result("old")
    assert caught.value.api_message == words


@pytest.mark.parametrize(
    ("api_message", "sentence", "is_temporary"),
    [
        ("api key unrecognized", "does not know the key", False),
        ("api key expired", "expired", False),
        ("credit balance exhausted", "no credit", False),
        ("credit balance insufficient or exhausted", "not enough credit", False),
        ("audio duration is too short", "too short", False),
        ("service temporarily not available", "not available", True),
        ("internal error: server is not ready", "not ready", True),
        ("something new", "something new", False),
    ],
)
def test_complaint_is_told_in_a_sentence(
    remote: StubRemote, audiotag: AudioTag, api_message: str, sentence: str, is_temporary: bool
) -> None:
    set_reply(remote, success=False, error=api_message)
    with pytest.raises(AudioTagError, match=sentence) as caught:
        audiotag.identify(b"RIFF")
    assert caught.value.is_temporary is is_temporary


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"success": true}'])
def test_nonsense_is_unreadable(remote: StubRemote, audiotag: AudioTag, answer: bytes) -> None:
    remote.answer = answer
    with pytest.raises(UnreadableReplyError):
        audiotag.identify(b"RIFF")


def test_nobody_listening_is_unreachable_and_the_key_is_not_told() -> None:
    audiotag = AudioTag(f"http://127.0.0.1:{free_port()}/api", KEY)
    with pytest.raises(RemoteUnreachableError) as caught:
        audiotag.info()
    assert KEY not in str(caught.value)
    assert KEY not in repr(audiotag)
