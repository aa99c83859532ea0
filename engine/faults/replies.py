"""Faults applied to a finished reply."""

import time
from collections.abc import Iterator
from typing import Any

import orjson
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from engine.faults.connection import ConnectionDroppedError
from engine.models import Fault

ERROR_PAGE = "<!doctype html><title>Bad Gateway</title><h1>Bad Gateway</h1>"


def spoil_reply(response: HttpResponse, fault: Fault) -> HttpResponseBase:
    """The reply after the fault; an empty one has no fields and no total to change."""
    if fault.act in ("fields", "total") and not response.content:
        return response
    return SPOILERS[fault.act](response, fault.options)


def break_json(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    """JSON that is cut off, or invalid from the start."""
    content = response.content
    if options.get("how", "truncated") == "truncated":
        return replace_content(response, content[: len(content) // 2])
    return replace_content(response, b"{" + content.replace(b":", b"="))


def replace_by_html(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    status = int(options.get("status", 200))
    return HttpResponse(ERROR_PAGE, status=status, content_type="text/html")


def change_fields(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    """`remove` lists paths such as data.0.title or data.*.title; `set` maps paths to values."""
    body = orjson.loads(response.content)
    for path in options.get("remove", []):
        change_path(body, path.split("."), None, remove=True)
    for path, value in options.get("set", {}).items():
        change_path(body, path.split("."), value, remove=False)
    return replace_content(response, orjson.dumps(body))


def change_path(node: Any, path: list[str], value: Any, *, remove: bool) -> None:
    first, rest = path[0], path[1:]
    if isinstance(node, list):
        places: list[Any] = list(range(len(node))) if first == "*" else [int(first)]
        places = [place for place in places if place < len(node)]
    elif isinstance(node, dict):
        places = list(node) if first == "*" else [first]
    else:
        return
    for place in reversed(places):
        if rest:
            if isinstance(node, list) or place in node:
                change_path(node[place], rest, value, remove=remove)
        elif not remove:
            node[place] = value
        elif isinstance(node, list) or place in node:
            del node[place]


def change_total(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    body = orjson.loads(response.content)
    if isinstance(body, dict) and "meta" in body:
        body["meta"]["total"] += int(options.get("by", 1))
    return replace_content(response, orjson.dumps(body))


def slow_down(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    """Half the body, a pause, the other half."""
    content = response.content

    def halves() -> Iterator[bytes]:
        yield content[: len(content) // 2]
        time.sleep(float(options.get("seconds", 1)))
        yield content[len(content) // 2 :]

    return stream_reply(response, halves(), len(content))


def cut_off(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    """Half the body, then the connection is closed."""
    content = response.content

    def half() -> Iterator[bytes]:
        yield content[: len(content) // 2]
        raise ConnectionDroppedError

    return stream_reply(response, half(), max(len(content), 2))


def replace_content(response: HttpResponse, content: bytes) -> HttpResponse:
    headers = {"Content-Type": response["Content-Type"], "Content-Length": str(len(content))}
    return HttpResponse(content, status=response.status_code, headers=headers)


def stream_reply(
    response: HttpResponse, parts: Iterator[bytes], size: int
) -> StreamingHttpResponse:
    headers = {"Content-Type": response["Content-Type"], "Content-Length": str(size)}
    return StreamingHttpResponse(parts, status=response.status_code, headers=headers)


SPOILERS = {
    "broken": break_json,
    "html": replace_by_html,
    "fields": change_fields,
    "total": change_total,
    "slow_body": slow_down,
    "cut": cut_off,
}
