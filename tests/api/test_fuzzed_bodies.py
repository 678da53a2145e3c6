"""Every address that takes a JSON body is given bodies that are nearly right: each is refused or done, and none is a fault.

The bodies are made of the API document: its examples, with one thing wrong.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from random import Random
from typing import Any, NamedTuple

import httpx
import pytest
from jsonschema import Draft202012Validator

from tests.running import RunningHub
from tests.venues import Client, Venue

EACH = 24
SEED = 1
ROLES = ["manager", "owner", "pad 801", "kitchen", "cashier 1", "handheld 1", "cook"]
AN_ID = "01935f0e-0000-7000-8000-000000000000"
HERE = "\x01here\x01"
"""Where in a body something stands that no Python value is."""
LONELY = '"\\ud83d"'
RAW_NUMBERS = ["-1", "0", "1.5", "1e400", str(2**31), str(2**63), str(2**64), "9" * 400, "9" * 5_000]
TEXTS = [
    "",
    "\u0000",
    "x" * 100_000,
    "水饺",
    "\u202e",
    "../../etc/passwd",
    "'; drop table device; --",
    "%s%n",
    "1; 1",
    "\r\nSet-Cookie: a=b",
]
NOT_JSON = [b"", b"null", b"[]", b'"x"', b"{", b"{}x", b"\xff\xfe{}", b"[" * 20_000, b'{"a":NaN}', b"{'a':1}", b'{"a":' * 5_000]
AT_RISK = ("/auth/", "/revoke", "/device-pairings", "/staff")
"""Here one call may end a session; the address is tried with people of its own."""


def bodies_of(chance: Random, example: Any) -> Iterator[bytes]:
    """Bodies without end, each with one thing wrong."""
    while True:
        if chance.random() < 0.15:
            yield chance.choice(NOT_JSON)
            continue
        body = json.loads(json.dumps(example))
        holder, name = chance.choice(list(members(body)) or [(body, "x")])
        way = chance.randrange(5)
        if way == 0 and isinstance(holder, dict):
            holder.pop(name, None)
        elif way == 1 and isinstance(holder, dict):
            holder[chance.choice(["x", "a/b", "~", "", "__proto__", "\u0000"])] = 1
        else:
            holder[name] = chance.choice([HERE, None, True, [], {}, [None] * 2_000, AN_ID, *TEXTS])
        raw = chance.choice([*RAW_NUMBERS, LONELY, "[" * 60 + "]" * 60, '"1e3"'])
        yield json.dumps(body).replace(json.dumps(HERE), raw).encode()


def members(value: Any) -> Iterator[tuple[Any, Any]]:
    """Everything in a body that can be another thing: where it stands, and under which name."""
    for name, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield value, name
        yield from members(each)


def example_of(operation: dict[str, Any]) -> Any:
    media = operation["requestBody"]["content"]["application/json"]
    examples = list(media.get("examples", {}).values())
    return examples[0]["value"] if examples else media.get("example", {})


def address(path: str, venue: Venue, chance: Random) -> str:
    """The path with ids that are there, that are not, or that are none."""
    known = {"room": list(venue.rooms.values()), "sku": list(venue.skus.values()), "code": venue.wristbands, "shop": [str(venue.shop_id)]}
    while "{" in path:
        before, _, rest = path.partition("{")
        name, _, after = rest.partition("}")
        there = next((ids for word, ids in known.items() if word in name or f"/{word}s/" in before), [AN_ID])
        path = before + chance.choice([*there[:3], *there[:3], AN_ID, "x", "%00", "1" * 300]) + after
    return path


async def may(http: httpx.AsyncClient, method: str, path: str, who: Client, body: Any) -> bool:
    answer = await http.request(method, path, headers=headers(who, Random(0)), content=json.dumps(body).encode())
    return answer.status_code not in (401, 403)


def headers(who: Client, chance: Random) -> dict[str, str]:
    key = f"{chance.getrandbits(128):032x}"
    return {"Authorization": f"Bearer {who.token}", "Idempotency-Key": key, "Content-Type": "application/json"}


def complaint(answer: httpx.Response, valid: bool) -> str | None:
    """What is wrong with an answer, if anything is."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:200]}"
    if answer.is_success and not valid:
        return f"taken ({answer.status_code}), against the document"
    if answer.is_client_error and not (answer.headers["content-type"].startswith("application/problem+json") and answer.json()["code"]):
        return f"{answer.status_code} without a problem document"
    return None


def is_valid(validator: Draft202012Validator, body: bytes) -> bool:
    """Whether the document takes this body; what it cannot say of numbers beyond every reader is left to the hub."""
    try:
        return bool(validator.is_valid(json.loads(body, parse_int=lambda digits: int(digits) if len(digits) < 4_000 else 0.5)))
    except (ValueError, RecursionError):
        return False


class Address(NamedTuple):
    """One address of the document, with who may ask there and what is a good body."""

    method: str
    path: str
    who: Client
    house: Venue
    example: Any
    validator: Draft202012Validator
    optional: bool

    def takes(self, body: bytes) -> bool:
        return (self.optional and not body) or is_valid(self.validator, body)


async def addresses(document: dict[str, Any], venue: Venue, make_venue: Callable[[], Venue]) -> AsyncIterator[Address]:
    for path, item in document["paths"].items():
        for method in sorted({"post", "put", "patch"} & item.keys()):
            operation = item[method]
            wanted = operation.get("requestBody", {})
            if "application/json" not in wanted.get("content", {}):
                continue
            house = make_venue() if any(word in path for word in AT_RISK) else venue
            schema = {"components": document["components"], **wanted["content"]["application/json"]["schema"]}
            example, who = example_of(operation), house["manager"]
            for role in ROLES:
                if await may(house.http, method, address(path, house, Random(2)), house[role], example):
                    who = house[role]
                    break
            yield Address(method, path, who, house, example, Draft202012Validator(schema), not wanted.get("required", False))


@pytest.mark.timeout(120)
async def test_no_body_is_a_fault(running: RunningHub, http: httpx.AsyncClient, venue: Venue, make_venue: Any) -> None:
    document = (await http.get("/schema/openapi.json")).json()
    wrong, statuses, asked, open_to_us = [], Counter[int](), 0, 0
    async for place in addresses(document, venue, make_venue):
        chance, seen = Random(f"{SEED}{place.method}{place.path}"), set()
        for number, body in zip(range(EACH), bodies_of(chance, place.example), strict=False):
            to = address(place.path, place.house, chance)
            answer = await http.request(place.method, to, headers=headers(place.who, chance), content=body)
            seen.add(answer.status_code)
            statuses[answer.status_code] += 1
            found = complaint(answer, place.takes(body))
            if found:
                wrong.append(f"{place.method} {place.path} number {number} of seed {SEED}: {body[:200]!r}: {found}")
        asked += 1
        open_to_us += not seen <= {401, 403}
    print(f"{sum(statuses.values())} bodies to {asked} addresses, {open_to_us} of them open to the one who asks: {dict(statuses)}")
    assert wrong == [], "\n".join(wrong[:20])
    assert asked > 45 and open_to_us > 0.9 * asked, "too few addresses were reached"
    assert statuses[200] + statuses[201] > asked / 4, "too few bodies were good"
