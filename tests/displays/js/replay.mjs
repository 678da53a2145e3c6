// Replays a recording (a file of examples by name) and says where the reducer disagrees with the hub. Used by the tests in Python.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { Board } from "../../../displays/static/js/core/state.js"

let steps = 0
for (const [name, example] of Object.entries(JSON.parse(readFileSync(process.argv[2])))) {
  const board = new Board(example.kind, example.stations)
  board.load(example.snapshot)
  for (const { events, board: after } of example.steps) {
    for (const { type, data } of events) board.apply(type, data)
    assert.deepEqual(board.dump(), after, `${name}, after ${events.map(({ type }) => type)}`)
    steps += 1
  }
}
console.log(steps)
