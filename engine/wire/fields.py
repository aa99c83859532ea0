"""Reading a request's fields: a view names what it takes, all errors are reported at once."""

from collections.abc import Collection, Mapping
from typing import NoReturn

import orjson

from engine.wire.errors import InvalidFieldsError

# Stored JSON is embedded in replies, and JSON of 254 levels can't be written.
MAX_DEPTH = 64


class Fields:
    """The fields of a form or of a JSON object, and the errors found in them."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = values
        self.errors: dict[str, list[str]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.values and self.values[name] is not None

    def add_error(self, name: str, sentence: str) -> None:
        self.errors.setdefault(name, []).append(sentence)

    def raise_errors(self) -> None:
        """Raise InvalidFieldsError where there are errors so far."""
        if self.errors:
            raise InvalidFieldsError(self.errors)

    def fail(self, name: str, sentence: str) -> NoReturn:
        self.add_error(name, sentence)
        raise InvalidFieldsError(self.errors)

    def text(
        self, name: str, *, required: bool = False, default: str = "", max_length: int = 255
    ) -> str:
        value = self.values.get(name)
        if value is None or value == "":
            if required:
                self.add_error(name, f"The {_label(name)} field is required.")
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.add_error(name, f"The {_label(name)} must be a string.")
            return default
        text = str(value)
        if "\0" in text or _has_lone_surrogate(text):
            self.add_error(name, f"The {_label(name)} holds characters that can't be stored.")
            return default
        if len(text) > max_length:
            self.add_error(
                name, f"The {_label(name)} may not be greater than {max_length} characters."
            )
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
            self.add_error(name, f"The selected {_label(name)} is invalid.")
        return value

    def integer(
        self,
        name: str,
        *,
        required: bool = False,
        default: int = 0,
        choices: Collection[int] | None = None,
        minimum: int = -(2**31),
        maximum: int = 2**31 - 1,
    ) -> int:
        value = self.values.get(name)
        if value is None or value == "":
            if required:
                self.add_error(name, f"The {_label(name)} field is required.")
            return default
        number = as_integer(value)
        if number is None or not minimum <= number <= maximum:
            self.add_error(name, f"The {_label(name)} must be an integer.")
            return default
        if choices is not None and number not in choices:
            self.add_error(name, f"The selected {_label(name)} is invalid.")
        return number

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean, which clients send as such, as 0 and 1, or as text."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        if value in (True, "1", "true", "True"):
            return True
        if value in (False, "0", "false", "False"):
            return False
        self.add_error(name, f"The {_label(name)} field must be true or false.")
        return default

    def array(self, name: str, *, required: bool = False) -> list[object]:
        """A list; a comma separated string and a JSON string count as one."""
        value = self.values.get(name)
        if isinstance(value, str):
            value = _parse_list(value)
        if value is None or value == []:
            if required:
                self.add_error(name, f"The {_label(name)} field is required.")
            return []
        if not isinstance(value, list):
            self.add_error(name, f"The {_label(name)} must be an array.")
            return []
        return value

    def strings(self, name: str) -> list[str]:
        values = self.array(name)
        if not all(isinstance(value, str) for value in values):
            self.add_error(name, f"The {_label(name)} must be an array of strings.")
            return []
        return [str(value) for value in values]

    def json_object(self, name: str) -> str:
        """An object, or the JSON text of one, as JSON text in the customer's order of keys."""
        value = self.values.get(name)
        if value is None or value == "":
            return "{}"
        try:
            if isinstance(value, str):
                value = orjson.loads(value)
            if value == []:
                # PHP's empty array: what an empty set of keys becomes in some clients.
                value = {}
            if isinstance(value, dict):
                if is_deeper_than(value, MAX_DEPTH):
                    self.add_error(
                        name, f"The {_label(name)} may not be deeper than {MAX_DEPTH} levels."
                    )
                    return "{}"
                return orjson.dumps(value).decode()
        except (orjson.JSONDecodeError, orjson.JSONEncodeError):
            pass
        self.add_error(name, f"The {_label(name)} must be a JSON object.")
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


def is_deeper_than(value: object, levels: int) -> bool:
    """Whether objects and arrays are nested more than `levels` deep."""
    if not isinstance(value, dict | list):
        return False
    children = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_deeper_than(child, levels - 1) for child in children)


def _label(name: str) -> str:
    return name.replace("_", " ")


def _has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _parse_list(text: str) -> object:
    if text.lstrip().startswith("["):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return text
    return [part.strip() for part in text.split(",") if part.strip()]
