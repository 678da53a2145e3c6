"use strict"
// Socket.IO with the websocket transport only. usage: node socketio.js PORT CONTROL_PORT
const { createServer } = require("node:http")
const { Server } = require("socket.io")
const { payload, control } = require("./event.js")

const [port, controlPort] = process.argv.slice(2).map(Number)
const http = createServer()
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, pingInterval: 3_600_000, pingTimeout: 3_600_000 })
http.listen({ host: "127.0.0.1", port, backlog: 4096 })

control(controlPort, (number) => {
  io.emit("event", JSON.parse(payload(number)))
})
