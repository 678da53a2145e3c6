"""The API's page says what its document says: every operation, every parameter, every answer, without a script."""

import gzip
import json
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from hub.api_page.rendering import described, laid_out, marked
from hub.api_page.schema_words import bits, members

MOST_BYTES = 1_200_000
MOST_SENT = 120_000
VOID = {"meta", "link", "img", "input"}
PROBLEM = "application/problem+json"


class Read(HTMLParser):
    """What stands in each part of the page that has an address: its text, the rows of its tables, its links, its examples."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.ids: list[str] = []
        self.links: dict[str | None, list[str]] = {}
        self.rows: dict[str | None, list[list[str]]] = {}
        self.texts: dict[str | None, str] = {}
        self.examples: dict[str | None, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == [], "every element is closed"

    @property
    def place(self) -> str | None:
        return next((id for _, id in reversed(self.open) if id), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if said.get("id"):
            self.ids.append(str(said["id"]))
        if tag in VOID:
            return
        self.open.append((tag, said.get("id")))
        if tag == "a":
            self.links.setdefault(self.place, []).append(str(said["href"]))
        if tag == "tr":
            self.rows.setdefault(self.place, []).append([])
        if tag == "td":
            self.rows[self.place][-1].append("")
        if tag == "pre":
            self.examples.setdefault(self.place, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag, f"{tag} closed in {self.place}"

    def handle_data(self, data: str) -> None:
        self.texts[self.place] = self.texts.get(self.place, "") + data
        inside = [tag for tag, _ in self.open]
        if "td" in inside:
            self.rows[self.place][-1][-1] += data
        if "pre" in inside:
            self.examples[self.place][-1] += data


@pytest.fixture(scope="module")
def text(browser: httpx.Client) -> str:
    return browser.get("/schema").text


@pytest.fixture(scope="module")
def page(text: str) -> Read:
    return Read(text)


def written_operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    found = [(path, method, said) for path, methods in document["paths"].items() for method, said in methods.items()]
    assert len(found) > 100
    return found


def resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    for step in part["$ref"].removeprefix("#/").split("/") if "$ref" in part else ():
        document = document[step]
        part = document
    return part


def test_every_operation_is_there_with_what_it_takes(page: Read, document: dict[str, Any]) -> None:
    for path, method, said in written_operations(document):
        id = said["operationId"]
        assert id in page.ids
        assert "Who:" in page.texts[id], id
        rows = page.rows.get(id, [])
        for part in said.get("parameters", ()):
            parameter = resolved(document, part)
            where = f"{id}: {parameter['name']}"
            optional = "" if parameter.get("required") else " optional"
            row = next((each for each in rows if each and each[0] == f"{parameter['name']}{optional}"), None)
            assert row is not None, where
            assert row[1] == parameter["in"], where
            assert row[2], where
            assert row[3], where
            for value in parameter["schema"].get("enum", ()):
                assert str(value) in row[2], where
            if "example" in parameter:
                assert f"for example {parameter['example']}" in row[3], where
        assert f"#{id}" in page.links[None], f"{method} {path} stands in the contents"


def test_every_operation_shows_its_answers_and_names_its_refusals(page: Read, document: dict[str, Any]) -> None:
    for _, _, said in written_operations(document):
        id = said["operationId"]
        for status, answer in said["responses"].items():
            assert status in page.texts[id], f"{id}: {status}"
            for code in answer.get("content", {}).get(PROBLEM, {}).get("examples", ()):
                assert f"#problem-{code}" in page.links[id], f"{id}: {code}"


def test_bodies_and_answers_are_shown_by_the_examples_of_the_document(page: Read, document: dict[str, Any]) -> None:
    shown = 0
    for _, _, said in written_operations(document):
        found = [json.loads(text) for text in page.examples.get(said["operationId"], [])]
        contents = [*said.get("requestBody", {}).get("content", {}).values()]
        contents += [each for answer in said["responses"].values() for kind, each in answer.get("content", {}).items() if kind != PROBLEM]
        expected = [each["value"] for content in contents for each in content.get("examples", {}).values()]
        expected += [content["example"] for content in contents if "example" in content]
        assert found == expected, said["operationId"]
        shown += len(found)
    assert shown > 150


def test_every_member_of_every_shape_is_explained_in_one_place(page: Read, document: dict[str, Any]) -> None:
    """A shape that is used once unfolds where it is used; all others have a table of their own."""
    rows = [row[0] for rows in page.rows.values() for row in rows if row]
    names = [name.removesuffix(" optional").removesuffix(" may be left out").rpartition(".")[2] for name in rows]
    schemas = document["components"]["schemas"]
    written = sum(len(schema.get("properties", ())) for schema in schemas.values())
    parameters = sum(len(said.get("parameters", ())) for _, _, said in written_operations(document))
    assert len(names) == written + parameters
    assert {name for schema in schemas.values() for name in schema.get("properties", ())} <= set(names)


def test_a_member_of_a_member_stands_under_it(page: Read) -> None:
    rows = [row[0] for row in page.rows["place_order"] if row]
    assert rows.index("lines") + 1 == rows.index("lines[].sku_id")
    assert "list (1 to 50) of object" in [row[1] for row in page.rows["place_order"] if row]


def test_every_refusal_is_explained(page: Read, document: dict[str, Any]) -> None:
    for code, example in document["components"]["examples"].items():
        (found,) = page.examples[f"problem-{code}"]
        assert json.loads(found) == example["value"]
        assert " ".join(page.texts[f"problem-{code}"].split()).startswith(example["description"].replace("`", "")[:40])


def test_every_link_leads_somewhere(page: Read) -> None:
    assert len(page.ids) == len(set(page.ids))
    inner = {link.removeprefix("#") for links in page.links.values() for link in links if link.startswith("#")}
    assert inner - set(page.ids) == set()


def test_it_stays_small_enough_to_be_one_page(browser: httpx.Client, text: str) -> None:
    assert len(text.encode()) < MOST_BYTES
    with browser.stream("GET", "/schema", headers={"accept-encoding": "gzip"}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "accept-encoding"
    assert gzip.decompress(sent).decode() == text
    assert len(sent) < MOST_SENT


def test_a_browser_that_unpacks_nothing_is_served_as_well(browser: httpx.Client, text: str) -> None:
    plain = browser.get("/schema", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == text


def words(schema: dict[str, Any]) -> str:
    return "".join(bit.text for bit in bits(schema))


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "string", "minLength": 1, "maxLength": 40}, "text (1 to 40 characters)"),
        ({"type": "string", "pattern": "^a$"}, "text as ^a$"),
        ({"type": "integer", "minimum": 5}, "whole number (at least 5)"),
        ({"type": "number", "maximum": 2.5}, "number (at most 2.5)"),
        ({"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "string", "format": "uuid"}}, "list (2) of id"),
        ({"anyOf": [{"$ref": "#/components/schemas/hub.venue.schemas.SessionOut"}, {"type": "null"}]}, "venue.SessionOut or null"),
        (
            {"type": "object", "additionalProperties": {"type": "string"}, "propertyNames": {"enum": ["zh-CN", "en"]}},
            "object (zh-CN · en) of text",
        ),
        ({"enum": ["", "loud", 3]}, '"" · loud · 3'),
        ({}, "any value"),
    ],
)
def test_types_in_words(schema: dict[str, Any], said: str) -> None:
    assert words(schema) == said


def test_members_that_unfold_keep_their_way() -> None:
    inner = {"type": "object", "properties": {"b": {"type": "integer", "default": 0}}, "required": []}
    outer = {"type": "object", "properties": {"a": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Inner"}}}}
    rows = list(members(outer, {"Inner": inner}, {"Inner"}))
    assert [(row.above, row.name, row.required) for row in rows] == [("", "a", False), ("a.*.", "b", False)]
    assert [bit.text for bit in rows[1].default] == ["0"]
    assert [row.name for row in members(outer, {"Inner": inner})] == ["a"]


def test_nothing_but_marks_becomes_html() -> None:
    assert str(marked("**Who:** <b>`a<b`</b>")) == "<b>Who:</b> &lt;b&gt;<code>a&lt;b</code>&lt;/b&gt;"
    assert described("One\nhub.\n\n- **A.** x\n  y\n- z") == ("One hub.", ["**A.** x y", "z"])


def test_json_is_laid_out_to_be_read() -> None:
    value = {"a": [1, {"b": "水饺"}], "long": ["x" * 40, "y" * 40], "none": []}
    assert laid_out({"a": 1}) == '{"a": 1}'
    assert json.loads(laid_out(value)) == value
    assert laid_out(value).splitlines()[:3] == ["{", '  "a": [1, {"b": "水饺"}],', '  "long": [']
