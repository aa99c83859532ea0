"""A WSGI environment (PEP 3333) of an ASGI scope."""

import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

# Named in the environment without "HTTP_". The length is set from the body as it was received.
_PLAIN = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}


def wsgi_environ(scope: Mapping[str, Any]) -> dict[str, Any]:
    """Everything but the body: `wsgi.input`, and CONTENT_LENGTH as the peer announced it."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    raw_path = scope.get("raw_path") or scope["path"].encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw_path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.lower(), value.decode("latin-1"))
    return environ


def _add_header(environ: dict[str, Any], name: bytes, value: str) -> None:
    # "a_b" would become the same variable as "a-b", which a proxy may have set (CVE-2015-0219).
    if b"_" in name:
        return
    key = _PLAIN.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
    if key in environ:
        separator = "; " if name == b"cookie" else ","
        value = f"{environ[key]}{separator}{value}"
    environ[key] = value
