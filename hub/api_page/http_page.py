"""The API's document as a page: everything to read is made on the hub; what tries it out is added by a script."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hub.api_page.rendering import described, paragraphs, render
from hub.api_page.schema_words import Bit, Member, Schema, bits, literal, members, shape_of, shown, target
from hub.kit.problems import MEDIA_TYPE

Document = dict[str, Any]

EVERYWHERE = 0.3
"""A refusal that so large a part of all operations can answer says nothing about one of them, and stands behind the others."""


class Parameter(NamedTuple):
    """One row of the parameters; with `header` it is one that many operations share, and is explained further down."""

    name: str
    place: str
    required: bool
    type: list[Bit]
    default: str
    said: str
    example: str
    header: bool


class Shown(NamedTuple):
    """What a body or an answer is made of: the rows of its own table, or a link to a shape."""

    kind: str
    type: list[Bit]
    said: str
    members: list[Member]


class Example(NamedTuple):
    """A body or an answer as it looks on the wire."""

    title: str
    value: Any


class Answer(NamedTuple):
    """An answer that is no refusal."""

    status: str
    said: str
    headers: list[str]
    shown: list[Shown]
    example: Example | None


class Code(NamedTuple):
    """A refusal that an operation can answer."""

    status: str
    code: str
    title: str


class Described(NamedTuple):
    """One operation, ready to be written down."""

    tag: str
    id: str
    method: str
    path: str
    summary: str
    said: list[str]
    parameters: list[Parameter]
    takes: list[Shown]
    optional: bool
    examples: list[Example]
    answers: list[Answer]
    own: list[Code]
    shared: list[Code]


def http_page(document: Document, templates: Path) -> bytes:
    """The page of one document."""
    return render(templates, "api.html", **HttpPage(document).values())


class HttpPage:
    """What the page's template is filled with."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.components = document["components"]
        self.schemas: dict[str, Schema] = self.components["schemas"]
        self.written = [(path, method, operation) for path, methods in document["paths"].items() for method, operation in methods.items()]
        self.unfolded = shapes_of_one_place(document, self.schemas)
        times = Counter(code for _, _, operation in self.written for _, code in codes_of(operation))
        self.everywhere = {code for code, number in times.items() if number > EVERYWHERE * len(self.written)}

    def values(self) -> dict[str, Any]:
        info = self.document["info"]
        lead, rules = described(info["description"])
        operations = [self.operation(*each) for each in self.written]
        return {
            "title": f"{info['title']} API",
            "version": info["version"],
            "lead": lead,
            "rules": rules,
            "parts": [{**tag, "operations": [each for each in operations if each.tag == tag["name"]]} for tag in self.document["tags"]],
            "headers": [parameter(each) for each in self.components["parameters"].values()],
            "answer_headers": [(name, each["description"]) for name, each in self.components["headers"].items()],
            "problems": [{"code": code, **each} for code, each in self.components["examples"].items()],
            "shapes": [self.shape(name) for name in self.schemas if name not in self.unfolded],
        }

    def operation(self, path: str, method: str, written: dict[str, Any]) -> Described:
        body = written.get("requestBody", {"required": True, "content": {}})
        kinds = body["content"]
        examples = [example for kind in kinds.values() for example in kind.get("examples", {}).values()]
        own, shared = self.refusals(written)
        return Described(
            tag=written["tags"][0],
            id=written["operationId"],
            method=method.upper(),
            path=path,
            summary=written["summary"],
            said=paragraphs(written["description"]),
            parameters=[self.parameter_of(each) for each in written.get("parameters", ())],
            takes=self.contents(kinds),
            optional=not body["required"],
            examples=[Example(each["summary"], each["value"]) for each in examples],
            answers=[self.answer(*each) for each in written["responses"].items() if not is_refusal(each[1])],
            own=own,
            shared=shared,
        )

    def parameter_of(self, written: dict[str, Any]) -> Parameter:
        """One parameter of an operation; of a shared one the first sentence."""
        if "$ref" not in written:
            return parameter(written)
        whole = parameter(self.components["parameters"][target(written["$ref"])])
        return whole._replace(type=whole.type[:1], said=whole.said.split(". ")[0].removesuffix(".") + ".", header=True)

    def contents(self, kinds: dict[str, Any]) -> list[Shown]:
        """What a body or an answer is made of; media types of one kind stand together."""
        joined: dict[str, tuple[list[str], Schema]] = {}
        for kind, content in kinds.items():
            joined.setdefault(str(content["schema"]), ([], content["schema"]))[0].append(kind)
        return [self.shown(" · ".join(names), schema) for names, schema in joined.values()]

    def shown(self, kind: str, schema: Schema) -> Shown:
        inner = shape_of(schema)
        if inner is None and kind != "application/json":
            return Shown(kind, [], schema.get("description", ""), [])
        if inner is None or inner[0] not in self.unfolded:
            return Shown(kind, list(bits(schema)), "", [])
        its = self.schemas[inner[0]]
        above = f"{inner[1]}." if inner[1] else ""
        return Shown(kind, [], its.get("description", ""), list(members(its, self.schemas, self.unfolded, above)))

    def answer(self, status: str, written: dict[str, Any]) -> Answer:
        kinds = written.get("content", {})
        found = [each["example"] for each in kinds.values() if "example" in each]
        return Answer(
            status=status,
            said=written["description"],
            headers=list(written.get("headers", ())),
            shown=self.contents(kinds),
            example=Example("Example", found[0]) if found else None,
        )

    def refusals(self, written: dict[str, Any]) -> tuple[list[Code], list[Code]]:
        """The refusals that say something about this operation, and those that nearly all of them share."""
        own: list[Code] = []
        shared: list[Code] = []
        for status, code in codes_of(written):
            (shared if code in self.everywhere else own).append(Code(status, code, self.components["examples"][code]["summary"]))
        return own, shared

    def shape(self, name: str) -> dict[str, Any]:
        schema = self.schemas[name]
        said = paragraphs(schema.get("description", ""))
        return {"id": name, "name": shown(name), "said": said, "members": list(members(schema, self.schemas, self.unfolded))}


def parameter(written: dict[str, Any]) -> Parameter:
    schema = written["schema"]
    default, example = (literal(said).text if said is not None else "" for said in (schema.get("default"), written.get("example")))
    return Parameter(
        name=written["name"],
        place=written["in"],
        required=written.get("required", False),
        type=list(bits(schema)),
        default=default,
        said=written["description"],
        example=example,
        header=False,
    )


def is_refusal(answer: dict[str, Any]) -> bool:
    return MEDIA_TYPE in answer.get("content", {})


def codes_of(written: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Status and code of every refusal of an operation."""
    for status, answer in written["responses"].items():
        for code in answer.get("content", {}).get(MEDIA_TYPE, {}).get("examples", ()):
            yield status, code


def shapes_of_one_place(document: Document, schemas: dict[str, Schema]) -> set[str]:
    """Shapes that are used once: they are shown there, and all others in a table of their own."""
    times = Counter(references([document["paths"], schemas]))
    reached = {found[0] for part in parts_of(document, schemas) if (found := shape_of(part))}
    return {name for name in reached if times[name] == 1}


def parts_of(document: Document, schemas: dict[str, Schema]) -> Iterator[Schema]:
    """Whatever can unfold a shape: the bodies, the answers, the members."""
    for methods in document["paths"].values():
        for operation in methods.values():
            for said in (operation.get("requestBody", {}), *operation["responses"].values()):
                yield from (content["schema"] for content in said.get("content", {}).values())
    for schema in schemas.values():
        yield from schema.get("properties", {}).values()


def references(part: Any) -> Iterator[str]:
    """The names of all shapes that something refers to."""
    if isinstance(part, dict):
        if isinstance(ref := part.get("$ref"), str) and "/schemas/" in ref:
            yield target(ref)
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)
