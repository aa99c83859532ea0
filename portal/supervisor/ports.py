"""Whether the ports are free, asked before anything starts."""

import errno
import socket

from portal.supervisor.refused import Refused


def check(host: str, port: int, setting: str) -> None:
    """Raise Refused when nothing could listen there, naming the setting that moves it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        # Connections of an earlier run that are still closing don't hold the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()
        except OSError as error:
            raise Refused(_reason(error, host, port, setting)) from error


def _reason(error: OSError, host: str, port: int, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken; set {setting} to a free one"
    return f"can't listen on {host} port {port} ({setting}): {error.strerror or error}"
