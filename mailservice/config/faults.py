"""Faults of the configuration in the words of the file: key, value, what to write instead, line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from mailservice.config.lines import Place

_MUST_BE = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "string_type": "a text in quotes",
    "tuple_type": "a list in brackets",
    "path_type": "a path in quotes",
    "path_not_file": "a file that is there",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "datetime_type": "a date with time and offset, unquoted",
    "datetime_parsing": "a date with time and offset, unquoted",
    "datetime_from_date_parsing": "a date with time and offset, unquoted",
    "timezone_aware": "a time with its offset",
    "string_too_short": "a text that is not empty",
    "string_too_long": "a shorter text",
    "too_short": "a list with something in it",
}
_BOUNDS = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}
_SHOWN = 60  # characters of a value; a pasted key or text need not fill the screen


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where it is, and the words that follow the key's name."""

    place: Place
    says: str


def faults_of(error: ValidationError, model: type[BaseModel]) -> Iterator[Fault]:
    """One Fault for each error that pydantic found in `model`."""
    for details in error.errors():
        if details["type"] != "default_factory_not_called":  # follows from another fault
            yield _fault(details, model)


def crossed_faults(found: Iterable[tuple[Place, str]], values: dict[str, Any]) -> Iterator[Fault]:
    """Faults seen by comparing keys: each place with its value and the words after it."""
    for place, says in found:
        yield Fault(place, f"is {_shown(_value_at(values, place))}; {says}")


def key_of(place: Place) -> str:
    """A place as people say it: listener.smtp, sessions[2].start (counted from 1)."""
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _fault(details: ErrorDetails, model: type[BaseModel]) -> Fault:
    place, kind = tuple(details["loc"]), details["type"]
    field = _field(place, model)
    if kind == "missing":
        return Fault(place, f"is missing; {_purpose(field, 'write it')}")
    if kind == "extra_forbidden":
        return Fault(place, f"is not a key; {_instead(place, model)}")
    shown = _shown(details["input"]) if field is None or field.repr else "not shown here"
    purpose = _purpose(field, "")
    if kind == "string_pattern_mismatch":  # the purpose says it better than the pattern
        return Fault(place, f"is {shown}; it must be {purpose}")
    hint = f" ({purpose})" if purpose else ""
    return Fault(place, f"is {shown}; it must be {_must_be(details, field)}{hint}")


def _must_be(details: ErrorDetails, field: FieldInfo | None) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return str(context["expected"])
    if kind in _BOUNDS and field is not None:
        return _range(field)
    return _MUST_BE.get(kind, f"different: {details['msg']}")


def _range(field: FieldInfo) -> str:
    """The bounds of a number as words: "1 to 65535", "more than 0, at most 600", "at least 1"."""
    bounds = {
        name: getattr(each, name)
        for each in _annotations(field)
        for name in ("ge", "gt", "le")
        if getattr(each, name, None) is not None
    }
    if "ge" in bounds and "le" in bounds:
        return f"{bounds['ge']} to {bounds['le']}"
    words = {"ge": "at least", "gt": "more than", "le": "at most"}
    return ", ".join(f"{words[name]} {bound}" for name, bound in bounds.items())


def _annotations(field: FieldInfo) -> list[Any]:
    """What was annotated on the field or, for `int | None`, inside it."""
    inner = [each for part in get_args(field.annotation) for each in getattr(part, "__metadata__", ())]
    return [*field.metadata, *inner]


def _instead(place: Place, model: type[BaseModel]) -> str:
    """For a key that there is not: the nearest one that there is, or all of them."""
    known = list(_model_around(place, model).model_fields)
    near = get_close_matches(str(place[-1]), known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(known)}"


def _model_around(place: Place, model: type[BaseModel]) -> type[BaseModel]:
    """The model that describes the table in which the key at that place stands."""
    names = [part for part in place if isinstance(part, str)]
    for name in names[:-1]:
        model = _models_in(model.model_fields[name].annotation)[0]
    return model


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The model inside `Model`, `Model | None` or `tuple[Model, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]


def _field(place: Place, model: type[BaseModel]) -> FieldInfo | None:
    """What the model says of the key at that place; of an item of a list, what it says of the list."""
    names = [part for part in place if isinstance(part, str)]
    return _model_around(place, model).model_fields.get(names[-1])


def _purpose(field: FieldInfo | None, otherwise: str) -> str:
    return field.description or otherwise if field is not None else otherwise


def _value_at(values: Any, place: Place) -> Any:
    for part in place:
        values = values[part]
    return values


def _shown(value: Any) -> str:
    """A value as TOML writes it, near enough to be found again."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, str):
        text = '"' + "".join(c if c.isprintable() else "�" for c in value) + '"'
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
