"""The event that is spread: 390 bytes of JSON, numbered with always seven digits so that every frame is equally long."""

BYTES = 390
FIRST = 1_000_000
HEAD, TAIL = '{"t":"event","seq":', ',"fill":"'
FILL = "x" * (BYTES - len(HEAD) - 7 - len(TAIL) - 2)


def payload(number: int) -> str:
    return f'{HEAD}{number % 10_000_000:07d}{TAIL}{FILL}"}}'


def frame(number: int) -> bytes:
    """The same as one unmasked websocket text frame."""
    body = payload(number).encode()
    return b"\x81\x7e" + len(body).to_bytes(2, "big") + body
