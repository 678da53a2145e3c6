"use strict"
// The `ws` server: one Buffer per event, sent to each client. usage: node ws.js PORT CONTROL_PORT
const { WebSocketServer } = require("ws")
const { payload, control } = require("./event.js")

const [port, controlPort] = process.argv.slice(2).map(Number)
const server = new WebSocketServer({ host: "127.0.0.1", port, perMessageDeflate: false, backlog: 4096 })

control(controlPort, (number) => {
  const bytes = Buffer.from(payload(number))
  for (const client of server.clients) client.send(bytes, { binary: false })
})
