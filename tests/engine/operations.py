"""Marks that say which operation of the API a test covers, and what the engine does with it.

`docs/engine-operations.md` is generated from these marks: see operation_table.py.
"""

import pytest

BEHAVES, SHAPE_ONLY, REFUSED = "behaves", "shape only", "refused"


def behaves(address: str, *parameters: str) -> pytest.MarkDecorator:
    """The operation, and these parameters of it, do what the API's documents say."""
    return pytest.mark.operation(address, parameters, BEHAVES)


def shape_only(address: str, *parameters: str) -> pytest.MarkDecorator:
    """Accepted, stored and returned in the documented form, but without an effect."""
    return pytest.mark.operation(address, parameters, SHAPE_ONLY)


def refused(address: str, *parameters: str) -> pytest.MarkDecorator:
    """Answered with an error that names what isn't supported."""
    return pytest.mark.operation(address, parameters, REFUSED)
