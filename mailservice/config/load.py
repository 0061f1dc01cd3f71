"""Read a configuration or a world: all of it, or every fault in it at once."""

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from mailservice.config.environment import Overlay, overlaid
from mailservice.config.faults import Fault, crossed_faults, faults_of, key_of
from mailservice.config.lines import Place, line_of, lines_of
from mailservice.config.sections import Config, across_sections
from mailservice.config.world import WorldFile, across_entries
from mailservice.domain.errors import ConfigurationFaults, WorldFaults

Crossing = Callable[[dict[str, Any]], Iterator[tuple[Place, str]]]
Model = TypeVar("Model", bound=BaseModel)


def load_config(path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """The configuration in that file, with what the environment sets in its place.

    environment   MAILSERVICE_LISTENER__SMTP="…" stands for smtp in [listener]; os.environ if None
    Raises        ConfigurationFaults: each fault with its key, value and line, and what to write instead
    """
    values, text = _read(path, ConfigurationFaults)
    overlay = overlaid(values, os.environ if environment is None else environment)
    config, faults = _check(overlay.values, Config, across_sections)
    if config is None or faults or overlay.faults:
        raise ConfigurationFaults((*overlay.faults, *_sentences(faults, path, lines_of(text), overlay)))
    return config


def load_world(path: Path) -> WorldFile:
    """The lists and briefings in that file.

    Raises    WorldFaults: each fault with its key, value and line, and what to write instead
    """
    values, text = _read(path, WorldFaults)
    world, faults = _check(values, WorldFile, across_entries)
    if world is None or faults:
        raise WorldFaults(_sentences(faults, path, lines_of(text), Overlay(values, {}, ())))
    return world


def _read(path: Path, error_type: type[ConfigurationFaults]) -> tuple[dict[str, Any], str]:
    """The file as values and as text. A file that is no TOML is one fault; the rest of it is unknown."""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text), text
    except OSError as error:
        raise error_type((f"{path}: {error.strerror}",)) from error
    except UnicodeDecodeError as error:
        raise error_type((f"{path}: it must be UTF-8; byte {error.start} is not",)) from error
    except tomllib.TOMLDecodeError as error:
        raise error_type((f"{path}: {error}",)) from error


def _check(
    values: dict[str, Any], model: type[Model], crossing: Crossing
) -> tuple[Model | None, list[Fault]]:
    """The model, None where it could not be built, and every fault, in the order of the file's sections."""
    crossed = list(crossed_faults(crossing(values), values))
    try:
        return model.model_validate(values), crossed
    except ValidationError as error:
        return None, [*faults_of(error, model), *crossed]


def _sentences(
    faults: list[Fault], path: Path, lines: Mapping[Place, int], overlay: Overlay
) -> tuple[str, ...]:
    """Each fault as a sentence, in the order of the file's lines."""
    placed = sorted(((line_of(each.place, lines) or 0, each) for each in faults), key=lambda pair: pair[0])
    return tuple(_sentence(each, line, path, overlay) for line, each in placed)


def _sentence(fault: Fault, line: int, path: Path, overlay: Overlay) -> str:
    variable = overlay.variables.get(fault.place[:2])
    where = f"environment, {variable}" if variable else f"{path}, line {line}" if line else str(path)
    return f"{where}: {key_of(fault.place)} {fault.says}"
