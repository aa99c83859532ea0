"""Spoiling a reply that was made properly."""

import time
from collections.abc import Iterator
from typing import Any

import orjson
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from engine.bench.connection import Dropped
from engine.models import Fault

PAGE = "<!doctype html><title>Bad Gateway</title><h1>Bad Gateway</h1>"


def spoiled(response: HttpResponse, fault: Fault) -> HttpResponseBase:
    """The reply as the fault leaves it; an empty one has no fields and no total."""
    if fault.act in ("fields", "total") and not response.content:
        return response
    return SPOILERS[fault.act](response, fault.options)


def broken(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    """JSON that ends too early, or that never was any."""
    content = response.content
    if options.get("how", "truncated") == "truncated":
        return replaced(response, content[: len(content) // 2])
    return replaced(response, b"{" + content.replace(b":", b"="))


def html(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    status = int(options.get("status", 200))
    return HttpResponse(PAGE, status=status, content_type="text/html")


def fields(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    """`remove` names paths such as data.0.title or data.*.title; `set` gives paths values."""
    body = orjson.loads(response.content)
    for path in options.get("remove", []):
        change(body, path.split("."), None, remove=True)
    for path, value in options.get("set", {}).items():
        change(body, path.split("."), value, remove=False)
    return replaced(response, orjson.dumps(body))


def change(node: Any, path: list[str], value: Any, *, remove: bool) -> None:
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
                change(node[place], rest, value, remove=remove)
        elif not remove:
            node[place] = value
        elif isinstance(node, list) or place in node:
            del node[place]


def total(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    body = orjson.loads(response.content)
    if isinstance(body, dict) and "meta" in body:
        body["meta"]["total"] += int(options.get("by", 1))
    return replaced(response, orjson.dumps(body))


def slow_body(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    """Half the body, a pause, the other half."""
    content = response.content

    def halves() -> Iterator[bytes]:
        yield content[: len(content) // 2]
        time.sleep(float(options.get("seconds", 1)))
        yield content[len(content) // 2 :]

    return streamed(response, halves(), len(content))


def cut(response: HttpResponse, options: dict[str, Any]) -> HttpResponseBase:
    """Half the body, then the connection is closed."""
    content = response.content

    def half() -> Iterator[bytes]:
        yield content[: len(content) // 2]
        raise Dropped

    return streamed(response, half(), max(len(content), 2))


def replaced(response: HttpResponse, content: bytes) -> HttpResponse:
    headers = {"Content-Type": response["Content-Type"], "Content-Length": str(len(content))}
    return HttpResponse(content, status=response.status_code, headers=headers)


def streamed(response: HttpResponse, parts: Iterator[bytes], size: int) -> StreamingHttpResponse:
    headers = {"Content-Type": response["Content-Type"], "Content-Length": str(size)}
    return StreamingHttpResponse(parts, status=response.status_code, headers=headers)


SPOILERS = {
    "broken": broken,
    "html": html,
    "fields": fields,
    "total": total,
    "slow_body": slow_body,
    "cut": cut,
}
