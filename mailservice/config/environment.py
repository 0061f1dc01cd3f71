"""MAILSERVICE_SECTION__KEY in the environment stands for `key` in [section] of the file."""

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mailservice.config.lines import Place

PREFIX = "MAILSERVICE_"
FILE_VARIABLE = "MAILSERVICE_CONFIG"  # the command line's: which file to read


@dataclass(frozen=True, slots=True)
class Overlay:
    """Values of the file with the environment's laid over them.

    variables   which variable set the value at a place
    faults      variables that name no section and key
    """

    values: dict[str, Any]
    variables: Mapping[Place, str]
    faults: tuple[str, ...]


def overlaid(values: dict[str, Any], environment: Mapping[str, str]) -> Overlay:
    """Lay every MAILSERVICE_… variable over the file's values, which stay as they are.

    A value in brackets or braces is read as TOML, any other as the text or number that it is.
    """
    merged, variables, faults = copy.deepcopy(values), dict[Place, str](), list[str]()
    for variable in sorted(environment):
        if not variable.startswith(PREFIX) or variable == FILE_VARIABLE:
            continue
        section, divider, key = variable.removeprefix(PREFIX).lower().partition("__")
        table = merged.setdefault(section, {}) if divider and key else None
        if not isinstance(table, dict):
            faults.append(
                f"environment, {variable}: it must be {PREFIX}SECTION__KEY, such as {PREFIX}DATABASE__URL"
            )
            continue
        table[key] = _value(environment[variable])
        variables[(section, key)] = variable
    return Overlay(merged, variables, tuple(faults))


def _value(text: str) -> Any:
    if not text.startswith(("[", "{")):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text  # the key's own check says what it must be
