"""What a simulation is told: how many of whom, how fast, for how long, and what goes wrong on the way."""

from __future__ import annotations

from dataclasses import dataclass

from devices.simulator.seed import Seed


@dataclass(frozen=True)
class Options:
    """One run. Numbers of actors are wishes: the seed may hold fewer devices.

    `speed` divides every human time (1: real time, 60: a minute a second). The run ends when `orders` are placed and eaten, or after
    `duration_seconds` of real time, whichever is first; with neither it runs until it is cancelled.
    `compare` false leaves out the comparison at the end, for a run that is only to be looked at.
    `evening` plays guests with an appetite and cooks with a stove instead of everybody pressing as fast as they can; only there guests
    write, and `agents`, people of the staff, answer.
    `cuts_per_minute` resets that many connections of each device a minute, at random; `delay_seconds` holds bytes back each way;
    `skew_seconds` sets each device's clock wrong by anything up to that.
    """

    hub: str
    seed: Seed
    pads: int = 8
    kitchens: int = 4
    cooks_per_kitchen: int = 2
    waiters: int = 2
    cashiers: int = 1
    call_screens: int = 1
    managers: int = 0
    agents: int = 2
    orders: int | None = None
    duration_seconds: float | None = None
    speed: float = 1.0
    evening: bool = False
    cuts_per_minute: float = 0.0
    delay_seconds: float = 0.0
    skew_seconds: float = 0.0
    random_seed: int = 1
    shop_id: str | None = None
    ca: str | None = None
    """File of the authority behind the hub's certificate, where the machine does not know it."""
    record: bool = True
    compare: bool = True
    settle_seconds: float = 30.0
