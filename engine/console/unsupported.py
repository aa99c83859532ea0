"""Resources of the Console API that this engine doesn't have, refused by name."""

from django.http import HttpResponse

from engine.wire.call import Call
from engine.wire.errors import UnsupportedError

RESOURCES = (
    "bm-cs-projects",
    "bm-bd-projects",
    "bm-hist-projects",
    "ucf-projects",
    "offlinedbs",
    "external-metadata",
    "billing",
    "prices",
)


def refuse(call: Call, resource: str) -> HttpResponse:
    raise UnsupportedError(f"{resource} is not supported by this engine.")
