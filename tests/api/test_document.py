"""The API document is true, whole and the same each time."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar, Router
from litestar.di import Provide

from hub.api_page.document import TAGS, Operation, answer_type, api_document, body_type, whole_document
from hub.api_page.example_answers import ANSWERS
from hub.api_page.example_bodies import BODIES
from hub.api_page.file_bodies import GIVES, TAKES
from hub.api_page.refusals import FACTS, WRITES, kinds_by_code
from hub.features import ROUTES
from hub.kit.problems import MEDIA_TYPE
from hub.kit.web import guard_of, make_run

ROOT = Path(__file__).resolve().parents[2]
Document = dict[str, Any]
KEY = {"$ref": "#/components/parameters/Idempotency-Key"}
MATCH = {"$ref": "#/components/parameters/If-Match"}
QUEUED = {"$ref": "#/components/parameters/Queued-At"}

ANOTHER_PROCESS = """
from tests.api.test_document import fingerprint

print(fingerprint())
"""


def written(document: Document, operation: Operation) -> dict[str, Any]:
    said: dict[str, Any] = document["paths"][operation.path][operation.method.lower()]
    return said


def test_every_reference_leads_somewhere(document: Document) -> None:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            for each in part.values():
                yield from references(each)
        elif isinstance(part, list):
            for each in part:
                yield from references(each)

    found = set(references(document))
    assert len(found) > 100
    for reference in found:
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def fingerprint() -> str:
    """The document of the features' routes, without a hub behind them."""
    app = Litestar(
        [Router("/api/v1", route_handlers=ROUTES)],
        dependencies={"run": Provide(make_run, sync_to_thread=False)},
        openapi_config=api_document(),
    )
    return hashlib.sha256(msgspec.json.encode(whole_document(app))).hexdigest()


def test_two_processes_write_the_same_bytes() -> None:
    """Sets and hashes of strings come out in another order in each process, if anything leans on them."""
    environment = os.environ | {"PYTHONHASHSEED": "12345", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", ANOTHER_PROCESS], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == fingerprint()


def test_it_is_made_once_and_kept_by_the_browser(browser: httpx.Client, app: Any, document: Document) -> None:
    answer = browser.get("/schema/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert browser.get("/schema/openapi.json", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert msgspec.json.decode(msgspec.json.encode(whole_document(app))) == document


def test_every_operation_is_introduced(document: Document, every_operation: list[Operation]) -> None:
    for operation in every_operation:
        said = written(document, operation)
        assert said["operationId"] == operation.id
        assert said["summary"], operation.id
        assert "**Who:**" in said["description"], operation.id
        assert len(said["tags"]) == 1, operation.id
        assert said["tags"][0] in TAGS, f"{operation.id}: say what the tag {said['tags'][0]!r} means in TAGS"
        assert said["tags"][0] in [tag["name"] for tag in document["tags"]]
    ids = [operation.id for operation in every_operation]
    assert len(set(ids)) == len(ids)


def test_every_parameter_says_what_it_means(document: Document, every_operation: list[Operation]) -> None:
    for operation in every_operation:
        for parameter in written(document, operation).get("parameters", ()):
            if "$ref" not in parameter:
                where = f"{operation.id}: {parameter['name']}"
                assert parameter.get("description"), f"{where} has no words in hub/api_page/parameters.py"
                assert "null" not in str(parameter["schema"]), where
                assert parameter["in"] != "path" or "example" in parameter or "enum" in parameter["schema"], where


def test_every_body_has_examples_that_its_route_reads(document: Document, every_operation: list[Operation]) -> None:
    with_body = {operation.id: operation for operation in every_operation if operation.handler.parsed_data_field is not None}
    assert set(BODIES) == set(with_body), "hub/api_page/example_bodies.py"
    for operation in with_body.values():
        examples = written(document, operation)["requestBody"]["content"]["application/json"]["examples"]
        assert examples
        for example in examples.values():
            msgspec.convert(example["value"], body_type(operation.handler), strict=True)


def test_every_answer_has_an_example_that_its_type_fits_exactly(document: Document, every_operation: list[Operation]) -> None:
    with_answer = {each.id: each for each in every_operation if each.handler.status_code != 204 and each.id not in GIVES}
    assert set(ANSWERS) == set(with_answer), "hub/api_page/example_answers.py"
    for name, operation in with_answer.items():
        good = written(document, operation)["responses"][str(operation.handler.status_code)]
        example = good["content"]["application/json"]["example"]
        read = msgspec.json.decode(msgspec.json.encode(example), type=answer_type(operation), strict=True)
        again = msgspec.json.decode(msgspec.json.encode(read))
        assert again == example, f"{name}: the example has members that the answer does not"


def test_files_are_taken_and_given_as_what_they_are(document: Document, every_operation: list[Operation]) -> None:
    by_id = {operation.id: operation for operation in every_operation}
    for name, kinds in TAKES.items():
        assert set(guard_of(by_id[name].handler).takes) == set(kinds)
        assert set(written(document, by_id[name])["requestBody"]["content"]) == set(kinds)
        assert {"too_large", "unsupported_media_type"} <= codes_of(document, by_id[name])
    for name, kinds in GIVES.items():
        assert set(written(document, by_id[name])["responses"]["200"]["content"]) == set(kinds)


def test_refusals_are_problem_documents_with_an_example_for_each_code(document: Document, every_operation: list[Operation]) -> None:
    known = kinds_by_code()
    assert set(FACTS) <= set(known)
    for operation in every_operation:
        for status, answer in written(document, operation)["responses"].items():
            if int(status) < 400 or MEDIA_TYPE not in answer["content"]:
                assert "application/problem+json" not in answer.get("content", {})
                continue
            assert list(answer["content"]) == [MEDIA_TYPE]
            for code, reference in answer["content"][MEDIA_TYPE]["examples"].items():
                assert reference == {"$ref": f"#/components/examples/{code}"}
                value = document["components"]["examples"][code]["value"]
                assert (value["code"], str(value["status"])) == (code, status)
                assert f"`{code}`" in answer["description"]


def codes_of(document: Document, operation: Operation) -> set[str]:
    answers = written(document, operation)["responses"].values()
    return {code for answer in answers for code in answer.get("content", {}).get(MEDIA_TYPE, {}).get("examples", ())}


def test_what_routes_share_stands_at_each_of_them(document: Document, every_operation: list[Operation]) -> None:
    signed_in = {"not_signed_in", "token_invalid", "token_expired", "forbidden", "busy"}
    keyed = {
        "idempotency_key_missing",
        "idempotency_key_reused",
        "request_in_progress",
        "command_too_old",
        "busy",
        "read_only",
        "storage_full",
    }
    seen = set()
    for operation in every_operation:
        guard, codes, said = guard_of(operation.handler), codes_of(document, operation), written(document, operation)
        assert (said.get("security") == []) is (not guard.permissions), operation.id
        assert not guard.permissions or signed_in <= codes, operation.id
        is_keyed = operation.method in WRITES and not guard.keyless
        assert (KEY in said.get("parameters", ())) is is_keyed, operation.id
        assert (QUEUED in said.get("parameters", ())) is is_keyed, operation.id
        assert not is_keyed or keyed <= codes, operation.id
        assert (MATCH in said.get("parameters", ())) is (is_keyed and "version_mismatch" in codes), operation.id
        good = said["responses"][str(operation.handler.status_code)]
        assert ("Idempotency-Replayed" in good.get("headers", {})) is is_keyed
        seen.add((bool(guard.permissions), is_keyed))
    assert seen == {(True, True), (True, False), (False, False)}


def test_times_and_ids_say_their_format(document: Document) -> None:
    found = 0
    for name, schema in document["components"]["schemas"].items():
        for member, kind in schema.get("properties", {}).items():
            text = str(kind)
            if re.search(r"_at$|^(at|since|until)$", member):
                assert "'date-time'" in text, f"{name}.{member}"
                found += 1
            if re.search(r"(^|_)id$", member) and member != "client_id" and name not in ("AuditOut", "Failed"):
                assert "'uuid'" in text, f"{name}.{member}"
                found += 1
    assert found > 60


@pytest.mark.parametrize("name", ["PlaceOrder", "OrderedLine", "MoveLines"])
def test_schemas_of_bodies_are_as_strict_as_the_hub(document: Document, name: str) -> None:
    schema = document["components"]["schemas"][name]
    assert schema["additionalProperties"] is False
    assert schema["description"]


def test_limits_stand_in_the_document(document: Document) -> None:
    schemas = document["components"]["schemas"]
    lines = schemas["PlaceOrder"]["properties"]["lines"]
    assert (lines["minItems"], lines["maxItems"]) == (1, 50)
    quantity = schemas["OrderedLine"]["properties"]["quantity"]
    assert (quantity["minimum"], quantity["maximum"]) == (1, 999)
    assert schemas["ShopDetail"]["properties"]["names"]["propertyNames"] == {"enum": ["zh-CN", "en"]}


def test_the_ids_that_the_page_replaces_stand_in_the_examples(document: Document) -> None:
    ids = document["x-example-ids"]
    assert len(set(ids.values())) == len(ids)
    written_paths = msgspec.json.encode(document["paths"]).decode()
    assert [name for name, value in ids.items() if value not in written_paths] == []
