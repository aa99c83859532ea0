"""What a test shows of an operation, said where the test stands.

`docs/engine-operations.md` is made of these marks: see conftest.py.
"""

import pytest

BEHAVES, SHAPE_ONLY, REFUSED = "behaves", "shape only", "refused"


def behaves(address: str, *parameters: str) -> pytest.MarkDecorator:
    """The operation, and these parameters of it, do what the API's documents say."""
    return pytest.mark.operation(address, parameters, BEHAVES)


def shape_only(address: str, *parameters: str) -> pytest.MarkDecorator:
    """Taken, kept and shown in the documented form, without an effect of its own."""
    return pytest.mark.operation(address, parameters, SHAPE_ONLY)


def refused(address: str, *parameters: str) -> pytest.MarkDecorator:
    """Answered with an error that names what isn't supported."""
    return pytest.mark.operation(address, parameters, REFUSED)
