"""Reading the journey file: YAML 1.2, presets joined in, and every error with its file, line, key and fix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from journeymine.config.journey import DEFAULT_STAGES, Settings
from journeymine.config.sources import Source
from journeymine.errors import ConfigError

Tree = dict[str, Any]
_JOINED_LISTS = ("touchpoints", "channels", "friction", "personas")


def load(path: Path | str) -> Settings:
    """Read a journey file.

    Args:
        path: the file, usually `journey.yaml`.

    Returns:
        The settings, with the presets of its sources joined in.

    Raises:
        ConfigError: the file is missing, is no YAML, or breaks the format; names line, key and what to do.
    """
    path = Path(path)
    tree = _read(path)
    joined = _join_presets(tree, path)
    try:
        settings = Settings.model_validate({**joined, "path": path})
    except ValidationError as error:
        raise _explain(_plainest(error.errors()), tree, path) from None
    _check_stages(settings, tree)
    headers = {name: _header(source, settings.folder) for name, source in settings.sources.items()}
    sources = {
        name: source.model_copy(update={"header": headers[name]}) for name, source in settings.sources.items()
    }
    return settings.model_copy(update={"sources": sources})


def _header(source: Source, folder: Path) -> tuple[str, ...] | None:
    """The column names that a source gives for its files, read where they stand in a file of their own."""
    if not isinstance(source.header, str):
        return source.header
    try:
        line = (folder / source.header).read_text(encoding=source.encoding).partition("\n")[0]
    except (OSError, UnicodeError, LookupError):
        raise ConfigError(
            f"{source.header!r} can't be read: a text file is expected whose first line has the column names",
            key=f"sources.{source.name}.header",
        ) from None
    delimiter = "\t" if "\t" in line else source.delimiter or ","
    return tuple(name.strip().strip('"') for name in line.lstrip("\ufeff").split(delimiter))


def schema() -> Tree:
    """JSON Schema of the journey file, for editors."""
    found = Settings.model_json_schema(by_alias=True)
    found["required"] = ["sources"]  # touchpoints may come with a preset
    del found["properties"]["path"], found["$defs"]["Source"]["properties"]["name"]  # set by the loading
    return found


def preset_names() -> tuple[str, ...]:
    """Names of the presets that come with the package."""
    folder = files("journeymine") / "presets"
    return tuple(sorted(Path(item.name).stem for item in folder.iterdir() if item.name.endswith(".yaml")))


def _read(path: Path) -> Tree:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            "there is no such journey file; name one with -c FILE or write one with 'journeymine init DIR'",
            path,
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"the file is not UTF-8 text (byte {error.start})", path) from None
    return _parse(text, path)


def _parse(text: str, path: Path) -> Tree:
    try:
        tree: object = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ConfigError(f"this is no YAML: {error.problem}", path, line) from None
    except YAMLError as error:
        raise ConfigError(f"this is no YAML: {error}", path) from None
    if not isinstance(tree, dict):
        raise ConfigError("expected keys such as sources and touchpoints, found no mapping", path, 1)
    return cast(Tree, tree)


def _join_presets(tree: Tree, path: Path) -> Tree:
    sources = tree.get("sources")
    if not isinstance(sources, dict):
        return dict(tree)
    named: Tree = {}
    presets: Tree = {}
    for name, source in cast(Tree, sources).items():
        named[str(name)] = {**cast(Tree, source), "name": str(name)} if isinstance(source, dict) else source
        if isinstance(source, dict) and "preset" in source:
            preset = _preset(str(cast(Tree, source)["preset"]), str(name), tree, path)
            presets = _combined(presets, preset)
    return {**_overlay(tree, presets), "sources": named}


def _preset(preset: str, source: str, tree: Tree, path: Path) -> Tree:
    if preset not in preset_names():
        found = ", ".join(preset_names())
        location = ("sources", source, "preset")
        raise ConfigError(
            f"there is no preset {preset!r}; presets are: {found}",
            path,
            _line(tree, location),
            ".".join(location),
        )
    resource = files("journeymine") / "presets" / f"{preset}.yaml"
    return _within_source(_parse(resource.read_text(encoding="utf-8"), Path(f"{preset}.yaml")), source)


def _within_source(node: Any, source: str) -> Any:
    """Give every rule under `when`, and the rules of `carts`, the source that its preset was asked for."""
    if isinstance(node, list):
        return [_within_source(item, source) for item in cast(list[Any], node)]
    if not isinstance(node, dict):
        return node
    out: Tree = {}
    for key, value in cast(Tree, node).items():
        is_rule = key in ("when", "add", "remove", "purchase")
        out[key] = _rules_within(value, source) if is_rule else _within_source(value, source)
    return out


def _rules_within(rules: Any, source: str) -> list[Tree]:
    listed = cast(list[Tree], rules if isinstance(rules, list) else [rules])
    return [{"source": source, **rule} for rule in listed]


def _combined(first: Tree, second: Tree) -> Tree:
    """Two presets as one: entries of one name have the rules of both, for the rules of each speak of its own
    source.
    """
    joined: Tree = {**second, **first}
    for key in _JOINED_LISTS:
        joined[key] = _joined(first.get(key) or [], second.get(key) or [])
    if "carts" in first and "carts" in second:
        joined["carts"] = _joined_carts(first["carts"], second["carts"])
    return {key: value for key, value in joined.items() if value}


def _joined(first: list[Tree], second: list[Tree]) -> list[Tree]:
    """Entries by name; of one that both have, the first counts, with the rules of both."""
    others = {entry.get("name"): entry for entry in second}
    known = {entry.get("name") for entry in first}
    out = [
        {**entry, "when": [*entry["when"], *others[entry.get("name")]["when"]]}
        if isinstance(entry.get("when"), list) and entry.get("name") in others
        else entry
        for entry in first
    ]
    return [*out, *(entry for entry in second if entry.get("name") not in known)]


def _joined_carts(first: Tree, second: Tree) -> Tree:
    rules = {
        key: [*(first.get(key) or []), *(second.get(key) or [])] for key in ("add", "remove", "purchase")
    }
    steps = _joined(first.get("checkout") or [], second.get("checkout") or [])
    return {**second, **first, **rules, "checkout": steps}


def _overlay(tree: Tree, preset: Tree) -> Tree:
    """The journey file over its preset: its own entries come first and replace those of the same name."""
    joined: Tree = {**preset, **tree}
    for key in _JOINED_LISTS:
        own = cast(list[Tree], tree.get(key) or [])
        names = {entry.get("name") for entry in own}
        added = [entry for entry in cast(list[Tree], preset.get(key) or []) if entry.get("name") not in names]
        if own or added:
            joined[key] = [*own, *added]
    return joined


def _check_stages(settings: Settings, tree: Tree) -> None:
    names = [stage.name for stage in settings.stages]
    for touchpoint in settings.touchpoints:
        if touchpoint.stage not in names:
            listed = cast(Sequence[Mapping[str, Any]], tree.get("touchpoints") or [])
            place = [i for i, entry in enumerate(listed) if entry.get("name") == touchpoint.name]
            location = ("touchpoints", *place, "stage")
            raise ConfigError(
                f"touchpoint {touchpoint.name!r} is at stage {touchpoint.stage!r}, "
                f"which is not among the stages: {', '.join(names)}",
                settings.path,
                _line(tree, location),
                _dotted(location),
            )


def _plainest(errors: list[ErrorDetails]) -> ErrorDetails:
    """The error to show first: an unknown key explains a missing one."""
    return next((error for error in errors if error["type"] == "extra_forbidden"), errors[0])


def _explain(error: ErrorDetails, tree: Tree, path: Path) -> ConfigError:
    location = tuple(part for part in error["loc"] if not _is_noise(part))
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = f"unknown key{_suggestion(location)}; the journey file's keys are in docs/journey-file.md"
    elif error["type"] == "missing":
        message = "this key is missing"
    elif error["type"] != "value_error":
        message = f"found {_shown(error['input'])}; {message[:1].lower()}{message[1:]}"
    return ConfigError(message, path, _line(tree, location), _dotted(location))


def _is_noise(part: int | str) -> bool:
    return isinstance(part, str) and (
        part.startswith(("function-", "literal[", "tuple[", "dict[")) or part in ("str", "[key]")
    )


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _suggestion(location: Sequence[int | str]) -> str:
    known = {*Settings.model_fields, *Source.model_fields, *_field_names(DEFAULT_STAGES)}
    near = get_close_matches(str(location[-1]), sorted(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _field_names(models: Iterable[Any]) -> set[str]:
    return {name for model in models for name in type(model).model_fields}


def _dotted(location: Iterable[int | str]) -> str:
    out = ""
    for part in location:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else str(part)
    return out


def _line(tree: Any, location: Sequence[int | str]) -> int | None:
    """Line of the deepest part of a location that the file holds."""
    line: int | None = None
    node: Any = tree
    for part in location:
        marks = getattr(node, "lc", None)
        if marks is None:
            break
        try:
            line = (marks.item(part) if isinstance(part, int) else marks.key(part))[0] + 1
            node = node[part]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line
