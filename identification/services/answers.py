"""Tells apps above of each answer, in the transaction that writes it into the history."""

from collections.abc import Callable

from identification.models import Identification

Listener = Callable[[Identification], None]
_listeners: list[Listener] = []


def when_answered(listener: Listener) -> None:
    """Have `listener` called with each identification that is written."""
    _listeners.append(listener)


def tell(row: Identification) -> None:
    for listener in _listeners:
        listener(row)
