"""The API document keeps to OpenAPI's own rules."""

from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator


def problems(document: dict[str, Any]) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()]


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert problems(document) == []


def test_a_broken_document_is_caught(document: dict[str, Any]) -> None:
    assert problems(document | {"info": {"title": "no version"}})
