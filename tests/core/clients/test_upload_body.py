"""A form with a file in it: what goes over the wire, and what it costs in memory."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser

from core.clients.upload import MultipartBody, SourceChangedError

NAMES = ['a "quoted" one.wav', "中文" * 150 + '"' + ".wav", "line\r\nbreak.wav", "plain.wav"]


def body_of(content: bytes, *, name: str = "a.wav", size: int | None = None) -> MultipartBody:
    size = len(content) if size is None else size
    fields = {"data_type": "audio", "title": 'Träume "天"'}
    return MultipartBody(fields, file_name=name, size=size, blocks=lambda: iter([content]))


def test_its_length_is_known_before_it_is_read() -> None:
    body = body_of(b"RIFF" * 1000)
    assert len(body) == len(b"".join(body))


def test_it_can_be_sent_a_second_time() -> None:
    body = body_of(b"RIFF")
    assert b"".join(body) == b"".join(body)


@pytest.mark.parametrize("name", NAMES)
def test_fields_and_file_arrive_as_they_were(name: str) -> None:
    body = body_of(b"\r\n--RIFF\x00", name=name)
    content = b"".join(body)
    meta = {"CONTENT_TYPE": body.content_type, "CONTENT_LENGTH": str(len(content))}
    handlers = [MemoryFileUploadHandler()]
    handlers[0].activated = True
    fields, files = MultiPartParser(meta, io.BytesIO(content), handlers, "utf-8").parse()
    assert fields.dict() == {"data_type": "audio", "title": 'Träume "天"'}
    file = files["file"]
    assert isinstance(file, UploadedFile)
    assert file.read() == b"\r\n--RIFF\x00"


@pytest.mark.parametrize("size", [3, 5])
def test_a_file_that_changed_meanwhile_breaks_the_request_off(size: int) -> None:
    with pytest.raises(SourceChangedError):
        b"".join(body_of(b"RIFF", size=size))


def test_a_gigabyte_passes_in_flat_memory() -> None:
    block = bytes(1024 * 1024)

    def blocks() -> Iterator[bytes]:
        yield from (block for _ in range(1024))

    body = MultipartBody({}, file_name="long.wav", size=1024 * len(block), blocks=blocks)
    tracemalloc.start()
    sent = sum(len(one) for one in body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent == len(body) > 2**30
    assert peak < 256 * 1024
