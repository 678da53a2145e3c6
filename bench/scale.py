"""How long a run takes: the small one is for trying, the full one for figures that are quoted."""

import msgspec


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    rounds: int
    turn_seconds: float
    fanout_sizes: tuple[int, ...]
    idle_sockets: int
    order_rounds: int
    order_turn_seconds: float
    delivery_rates: tuple[int, ...]
    delivery_seconds: float
    delivery_rounds: int
    reconnecting: int
    volume_orders: int
    history_orders: int
    history_rounds: int
    message_rate: int
    message_seconds: float
    message_rounds: int
    presence_devices: int
    presence_seconds: float
    presence_rounds: int
    printing_rate: float
    printing_rounds: int
    printing_turns: int


FULL = Scale(
    name="full",
    rounds=20,
    turn_seconds=0.15,
    fanout_sizes=(100, 1_000, 5_000),
    idle_sockets=5_000,
    order_rounds=24,
    order_turn_seconds=0.25,
    delivery_rates=(50, 200, 500),
    delivery_seconds=1.0,
    delivery_rounds=20,
    reconnecting=5_000,
    volume_orders=1_000_000,
    history_orders=400,
    history_rounds=20,
    message_rate=200,
    message_seconds=5.0,
    message_rounds=9,
    presence_devices=1_000,
    presence_seconds=20.0,
    presence_rounds=6,
    printing_rate=8.0,
    printing_rounds=40,
    printing_turns=9,
)
SMALL = Scale(
    name="small",
    rounds=3,
    turn_seconds=0.1,
    fanout_sizes=(100, 500),
    idle_sockets=500,
    order_rounds=3,
    order_turn_seconds=0.2,
    delivery_rates=(200,),
    delivery_seconds=0.5,
    delivery_rounds=3,
    reconnecting=200,
    volume_orders=100_000,
    history_orders=40,
    history_rounds=3,
    message_rate=200,
    message_seconds=2.0,
    message_rounds=2,
    presence_devices=100,
    presence_seconds=5.0,
    presence_rounds=2,
    printing_rate=5.0,
    printing_rounds=10,
    printing_turns=2,
)
