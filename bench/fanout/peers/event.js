"use strict"
// The same 390 bytes of JSON as the other servers send, and the same control connection.
const { createServer } = require("node:net")

const HEAD = '{"t":"event","seq":'
const TAIL = ',"fill":"'
const FILL = "x".repeat(390 - HEAD.length - 7 - TAIL.length - 2)

exports.payload = (number) => `${HEAD}${String(number % 10_000_000).padStart(7, "0")}${TAIL}${FILL}"}`

exports.control = (port, publish) => {
  let number = 1_000_000
  createServer((driver) => {
    driver.on("data", (line) => {
      for (let left = Number(line); left > 0; left--) publish(++number)
    })
    driver.on("error", () => {})
  }).listen(port, "127.0.0.1")
}
