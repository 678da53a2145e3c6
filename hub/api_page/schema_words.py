"""JSON schemas in words and tables, for the pages to read."""

import json
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

Schema = dict[str, Any]

NAMES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null", "object": "object"}
FORMATS = {"uuid": "id", "date-time": "time", "date": "day"}


class Bit(NamedTuple):
    """A piece of a type in words; with `shape` it leads to that shape's own table."""

    text: str
    style: str = ""
    shape: str = ""


class Member(NamedTuple):
    """One row of a shape's table. `above` is what stands around it, for a member of a member: `lines[].`."""

    above: str
    name: str
    required: bool
    type: list[Bit]
    said: str
    default: list[Bit]


def target(ref: str) -> str:
    """The last step of a reference."""
    return ref.rpartition("/")[2]


def shown(name: str) -> str:
    """A shape's name for people: of two shapes with one name, the part of the venue tells them apart."""
    return name.removeprefix("hub.").replace(".schemas.", ".")


def shape_of(schema: Schema) -> tuple[str, str] | None:
    """The one shape that a value is made of and how it is reached: `[]` through a list, `.*` through an object of them."""
    if "$ref" in schema:
        return target(schema["$ref"]), ""
    if "anyOf" in schema:
        found = [each for each in map(shape_of, schema["anyOf"]) if each]
        return found[0] if len(found) == 1 else None
    for way, inner in (("[]", schema.get("items")), (".*", schema.get("additionalProperties"))):
        if isinstance(inner, dict) and (found_inside := shape_of(inner)):
            return found_inside[0], way + found_inside[1]
    return None


def members(schema: Schema, schemas: dict[str, Schema], unfolded: Collection[str] = (), above: str = "") -> Iterator[Member]:
    """The rows of a shape's table. Shapes that are `unfolded` have no table of their own: their members follow in this one."""
    required = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        inner = shape_of(part)
        opens = inner is not None and inner[0] in unfolded
        said = part.get("description", "")
        if inner and opens:
            said = said or schemas[inner[0]].get("description", "")
        default = [literal(part["default"])] if part.get("default") is not None else []
        yield Member(above, name, name in required, list(bits(part, unfolded)), said, default)
        if inner and opens:
            yield from members(schemas[inner[0]], schemas, unfolded, f"{above}{name}{inner[1]}.")


def bits(schema: Schema, unfolded: Collection[str] = ()) -> Iterator[Bit]:
    """A schema in words, with its limits."""
    if "$ref" in schema:
        name = target(schema["$ref"])
        yield Bit("object") if name in unfolded else Bit(shown(name), shape=name)
    elif "anyOf" in schema:
        for index, part in enumerate(schema["anyOf"]):
            if index:
                yield Bit(" or ")
            yield from bits(part, unfolded)
    elif "const" in schema or "enum" in schema:
        for index, value in enumerate(schema.get("enum", [schema.get("const")])):
            if index:
                yield Bit(" · ")
            yield literal(value)
    elif schema.get("type") == "array":
        yield Bit("list")
        yield from limits([between(schema, "minItems", "maxItems")])
        yield Bit(" of ")
        yield from bits(schema.get("items") or {}, unfolded)
    elif isinstance(schema.get("additionalProperties"), dict):
        yield Bit("object")
        names = schema.get("propertyNames", {}).get("enum", ())
        yield from limits([between(schema, "minProperties", "maxProperties", " members"), " · ".join(names)])
        yield Bit(" of ")
        yield from bits(schema["additionalProperties"], unfolded)
    else:
        yield from plain(schema)


def plain(schema: Schema) -> Iterator[Bit]:
    """A text, a number, true or false, or what is not said more closely."""
    yield Bit(FORMATS.get(schema.get("format", ""), NAMES.get(schema.get("type", ""), "any value")))
    yield from limits([between(schema, "minLength", "maxLength", " characters"), between(schema, "minimum", "maximum")])
    if "pattern" in schema:
        yield Bit(" as ", "limit")
        yield Bit(schema["pattern"], "code")


def literal(value: Any) -> Bit:
    """A value as it stands in JSON, but texts without their quotes."""
    return Bit(value if isinstance(value, str) and value else json.dumps(value), "code")


def limits(said: list[str]) -> Iterator[Bit]:
    words = ", ".join(filter(None, said))
    if words:
        yield Bit(f" ({words})", "limit")


def between(schema: Schema, least: str, most: str, unit: str = "") -> str:
    """A lower and an upper limit in words; nothing where there is neither."""
    low, high = (f"{schema[name]:g}" if name in schema and abs(schema[name]) < 1e6 else schema.get(name) for name in (least, most))
    if low is None and high is None:
        return ""
    if low == high:
        return f"{low}{unit}"
    if low is None or high is None:
        return f"{'at most' if low is None else 'at least'} {high if low is None else low}{unit}"
    return f"{low} to {high}{unit}"
