// What the API's page sends, made of what stands in its fields.
import assert from "node:assert/strict"
import { test } from "node:test"
import { curl, freshKey, isAnswered, laidOut, notJson, requestOf } from "../../../displays/static/api/request.js"

const IN = (place, name) => ({ in: place, name })
const COOK = { method: "POST", path: "/api/v1/kds/lines/{line_id}/cancel" }

test("the fields stand where their parameters belong, and what is empty is left out", () => {
  const values = [
    [IN("path", "line_id"), "a/b c"],
    [IN("query", "station"), "hot & cold"],
    [IN("query", "cursor"), ""],
    [IN("header", "If-Match"), ""],
    [IN("header", "Idempotency-Key"), "a-key-of-mine"],
  ]
  assert.deepEqual(requestOf(COOK, values, '{"reason":"late"}', "application/json", "vh_at_x"), {
    method: "POST",
    address: "/api/v1/kds/lines/a%2Fb%20c/cancel?station=hot+%26+cold",
    headers: [
      ["Authorization", "Bearer vh_at_x"],
      ["Idempotency-Key", "a-key-of-mine"],
      ["Content-Type", "application/json"],
    ],
    body: '{"reason":"late"}',
  })
})

test("without a token and a body there are no headers for them", () => {
  const request = requestOf({ method: "GET", path: "/api/v1/menu" }, [], null, undefined, "")
  assert.deepEqual([request.address, request.headers, request.body], ["/api/v1/menu", [], null])
})

test("a shell sends the same bytes, quotes and all", () => {
  const request = { method: "POST", address: "/x?a=1&b=2", headers: [["Idempotency-Key", "k"]], body: `{"note": "it's $HOME"}` }
  assert.equal(
    curl(request, "http://127.0.0.1:8000"),
    `curl -i -X POST 'http://127.0.0.1:8000/x?a=1&b=2' \\\n  -H 'Idempotency-Key: k' \\\n  --data-raw '{"note": "it'\\''s $HOME"}'`,
  )
  const upload = { method: "POST", address: "/x", headers: [], body: { name: "a dish.png" } }
  assert.match(curl(upload, ""), /--data-binary '@a dish.png'$/)
  assert.equal(curl({ method: "GET", address: "/x", headers: [], body: null }, ""), "curl -i '/x'")
})

test("what is no JSON is said with its place", () => {
  assert.equal(notJson('{"a": 1}'), "")
  assert.match(notJson('{"a": 1,}'), /^This is not JSON: .*position 8/)
})

test("a command keeps its key until it is answered", () => {
  assert.deepEqual([200, 201, 304, 400, 401, 404, 409, 422].filter((status) => !isAnswered(status, null)), [])
  assert.deepEqual([429, 500, 503].filter((status) => isAnswered(status, null)), [])
  assert.equal(isAnswered(409, "request_in_progress"), false)
})

test("keys are UUIDs of version 7, in the order they are made", () => {
  const before = freshKey()
  const now = Date.now()
  assert.match(before, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.ok(Math.abs(parseInt(before.replaceAll("-", "").slice(0, 12), 16) - now) < 60_000)
  assert.notEqual(freshKey(), before)
})

test("JSON that fits on a line stays on one", () => {
  assert.equal(laidOut({ a: [1, "b", null], c: {} }), '{"a": [1, "b", null], "c": {}}')
  const long = { first: "x".repeat(50), second: "y".repeat(50), none: [] }
  assert.equal(laidOut(long), `{\n  "first": "${long.first}",\n  "second": "${long.second}",\n  "none": []\n}`)
  assert.deepEqual(JSON.parse(laidOut([long, [long]])), [long, [long]])
  assert.equal(laidOut("x".repeat(200)).includes("\n"), false)
})
