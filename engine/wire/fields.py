"""Reading a request's fields: each act names what it takes, all complaints come at once."""

from collections.abc import Collection, Mapping
from typing import NoReturn

import orjson

from engine.wire.errors import Invalid

# What is stored is shown inside larger replies, and JSON of 254 levels can't be written.
DEEPEST = 64


class Fields:
    """The fields of a form or of a JSON object, and what was found wrong with them."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self.given = given
        self.errors: dict[str, list[str]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.given and self.given[name] is not None

    def wrong(self, name: str, sentence: str) -> None:
        self.errors.setdefault(name, []).append(sentence)

    def check(self) -> None:
        """Raise Invalid when anything was wrong so far."""
        if self.errors:
            raise Invalid(self.errors)

    def fail(self, name: str, sentence: str) -> NoReturn:
        self.wrong(name, sentence)
        raise Invalid(self.errors)

    def text(
        self, name: str, *, required: bool = False, default: str = "", longest: int = 255
    ) -> str:
        value = self.given.get(name)
        if value is None or value == "":
            if required:
                self.wrong(name, f"The {_words(name)} field is required.")
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.wrong(name, f"The {_words(name)} must be a string.")
            return default
        text = str(value)
        if "\0" in text or _lone_surrogate(text):
            self.wrong(name, f"The {_words(name)} holds characters that can't be stored.")
            return default
        if len(text) > longest:
            self.wrong(name, f"The {_words(name)} may not be greater than {longest} characters.")
        return text

    def choice(
        self,
        name: str,
        choices: Collection[str],
        *,
        required: bool = False,
        default: str = "",
    ) -> str:
        value = self.text(name, required=required, default=default)
        if value and value not in choices:
            self.wrong(name, f"The selected {_words(name)} is invalid.")
        return value

    def integer(
        self,
        name: str,
        *,
        required: bool = False,
        default: int = 0,
        choices: Collection[int] | None = None,
        least: int = -(2**31),
        most: int = 2**31 - 1,
    ) -> int:
        value = self.given.get(name)
        if value is None or value == "":
            if required:
                self.wrong(name, f"The {_words(name)} field is required.")
            return default
        whole = as_integer(value)
        if whole is None or not least <= whole <= most:
            self.wrong(name, f"The {_words(name)} must be an integer.")
            return default
        if choices is not None and whole not in choices:
            self.wrong(name, f"The selected {_words(name)} is invalid.")
        return whole

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A switch, which clients send as a boolean, as 0 and 1, or as their text."""
        value = self.given.get(name)
        if value is None or value == "":
            return default
        if value in (True, "1", "true", "True"):
            return True
        if value in (False, "0", "false", "False"):
            return False
        self.wrong(name, f"The {_words(name)} field must be true or false.")
        return default

    def array(self, name: str, *, required: bool = False) -> list[object]:
        """A list; a comma separated string and a JSON string count as one."""
        value = self.given.get(name)
        if isinstance(value, str):
            value = _from_text(value)
        if value is None or value == []:
            if required:
                self.wrong(name, f"The {_words(name)} field is required.")
            return []
        if not isinstance(value, list):
            self.wrong(name, f"The {_words(name)} must be an array.")
            return []
        return value

    def strings(self, name: str) -> list[str]:
        values = self.array(name)
        if not all(isinstance(value, str) for value in values):
            self.wrong(name, f"The {_words(name)} must be an array of strings.")
            return []
        return [str(value) for value in values]

    def json_object(self, name: str) -> str:
        """An object, or the JSON text of one, as JSON text in the customer's order of keys."""
        value = self.given.get(name)
        if value is None or value == "":
            return "{}"
        try:
            if isinstance(value, str):
                value = orjson.loads(value)
            if value == []:
                # PHP's empty array: what an empty set of keys becomes in some clients.
                value = {}
            if isinstance(value, dict):
                if deeper(value, DEEPEST):
                    self.wrong(name, f"The {_words(name)} may not be deeper than {DEEPEST} levels.")
                    return "{}"
                return orjson.dumps(value).decode()
        except (orjson.JSONDecodeError, orjson.JSONEncodeError):
            pass
        self.wrong(name, f"The {_words(name)} must be a JSON object.")
        return "{}"


def as_integer(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        digits = value.strip().removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < 19:
            return int(value)
    return None


def deeper(value: object, levels: int) -> bool:
    """Whether objects and arrays stand in each other more than so many levels deep."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(deeper(each, levels - 1) for each in inner)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _lone_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _from_text(text: str) -> object:
    if text.lstrip().startswith("["):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return text
    return [part.strip() for part in text.split(",") if part.strip()]
