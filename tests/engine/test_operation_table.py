import re

import pytest

from engine.urls import urlpatterns
from tests.engine.operation_table import TABLE, generate_table

OWN = ("healthz", "presigned/", "engine/")


# Collects all tests in a process of its own.
@pytest.mark.process
def test_the_table_of_operations_is_what_the_tests_say() -> None:
    assert TABLE.read_text() == generate_table(), "run python -m tests.engine.operation_table"


def test_every_address_of_the_engine_is_in_the_table() -> None:
    written = TABLE.read_text().replace(":ids", ":id")
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        if route.startswith(OWN):
            continue
        named = re.sub(r"^\^|\(/\.\*\)\?\$$", "", route)
        named = re.sub(r"\(\?P<resource>(.+)\)", r"\1", named)
        named = re.sub(r"<str:ids>", ":id", re.sub(r"<int:\w+>", ":id", named))
        assert f"/{named}" in written, named
