"""Reading JSON bodies."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class Utf8JSONParser(JSONParser):
    """JSON is UTF-8 whatever charset a client names (RFC 8259). Raises ParseError."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return super().parse(
                stream, media_type, {**(parser_context or {}), "encoding": "utf-8"}
            )
        except RecursionError as error:
            raise ParseError("The body is nested too deep.") from error
