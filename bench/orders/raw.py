"""The raw statements in a Litestar handler, on the event loop.

usage: python -m bench.orders.raw PORT DATABASE_FILE
"""

import hashlib
import sqlite3
import sys
from typing import Any

import uvicorn
from litestar import Litestar, Request, Response, post
from litestar.params import JSONBody

from bench.orders.statements import connect, unit
from bench.orders.wire import PlaceOrder


def create_app(connection: sqlite3.Connection) -> Litestar:
    @post("/api/v1/orders", status_code=201)
    async def place(request: Request[Any, Any, Any], data: JSONBody[PlaceOrder]) -> Response[bytes]:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        wish = hashlib.sha256(b"POST /api/v1/orders " + await request.body()).digest()
        status, body = unit(connection, token, data, request.headers["Idempotency-Key"], wish)
        return Response(body, status_code=status, media_type="application/json")

    return Litestar([place], openapi_config=None)


def main(port: str, file: str) -> None:
    uvicorn.run(create_app(connect(file)), port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
