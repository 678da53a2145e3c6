"""The whole venue as scripted clients: for demos, for load, for finding out whether every screen agrees with the hub.

python -m devices.simulator --hub http://127.0.0.1:8000 --seed-json seed.json --count 200 --speed 60
"""

from devices.simulator.options import Options
from devices.simulator.proxy import FaultProxy, Faults
from devices.simulator.run import simulate
from devices.simulator.seed import Seed, read_seed
from devices.simulator.summary import Summary

__all__ = ["FaultProxy", "Faults", "Options", "Seed", "Summary", "read_seed", "simulate"]
