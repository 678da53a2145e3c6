"""What a simulation found, in figures and in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from devices.client import Device


@dataclass
class DeviceSummary:
    """One device at the end. `mismatches` says where its board differed from a fresh snapshot; empty is what is promised."""

    name: str
    kind: str
    applied: int
    duplicates: int
    applied_twice: int
    connects: int
    resumed: int
    snapshots: int
    acks: int
    seq: int
    state_hash: str
    mismatches: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, device: Device, mismatches: list[str]) -> DeviceSummary:
        """Read a device's counters."""
        count = device.count
        return cls(
            device.name,
            device.board.kind,
            count.applied,
            count.duplicates,
            device.record.applied_twice,
            count.connects,
            count.resumed,
            count.snapshots,
            count.acks,
            device.applied,
            device.board.state_hash(),
            mismatches,
        )


@dataclass
class Summary:
    """A whole run. `done`, `refused` and `unanswered` count buttons; latencies are from the button to each screen, in milliseconds."""

    seconds: float
    done: Counter[str]
    refused: Counter[str]
    unanswered: Counter[str]
    retries: int
    cuts: int
    latency_ms_p50: float | None
    latency_ms_p99: float | None
    devices: list[DeviceSummary]

    @property
    def orders(self) -> int:
        """Rounds placed, at pads and at the desk."""
        return self.done["place"] + self.done["place at desk"]

    @property
    def mismatches(self) -> int:
        """Devices whose board was not the hub's."""
        return sum(1 for device in self.devices if device.mismatches)

    @property
    def good(self) -> bool:
        """Whether every board agreed and nothing was applied twice."""
        return self.mismatches == 0 and all(device.applied_twice == 0 for device in self.devices)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "seconds": round(self.seconds, 3),
            "orders": self.orders,
            "done": dict(self.done),
            "refused": dict(self.refused),
            "unanswered": dict(self.unanswered),
            "retries": self.retries,
            "cuts": self.cuts,
            "latency_ms_p50": self.latency_ms_p50,
            "latency_ms_p99": self.latency_ms_p99,
            "mismatches": self.mismatches,
            "devices": [vars(device) for device in self.devices],
        }

    def as_text(self) -> str:
        """For people."""
        lines = [
            f"{self.orders} orders in {self.seconds:.1f} s, {self.cuts} connections cut, {self.retries} commands sent again",
            f"button to screen: p50 {_ms(self.latency_ms_p50)}, p99 {_ms(self.latency_ms_p99)}",
            f"done: {_counts(self.done)}",
            f"refused: {_counts(self.refused)}",
            f"without an answer: {_counts(self.unanswered)}",
            f"{'device':24} {'applied':>8} {'again':>6} {'twice':>6} {'connects':>8} {'snapshots':>9}  board",
        ]
        for device in self.devices:
            verdict = "agrees" if not device.mismatches else f"DIFFERS in {len(device.mismatches)} places"
            figures = f"{device.applied:8} {device.duplicates:6} {device.applied_twice:6} {device.connects:8} {device.snapshots:9}"
            lines.append(f"{device.name:24} {figures}  {verdict} {device.state_hash[:12]}")
            lines += [f"    {difference}" for difference in device.mismatches[:10]]
        return "\n".join(lines)


def percentile(values: list[float], share: float) -> float | None:
    """The value below which that share lies; None without values."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3) if ordered else None


def _ms(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1f} ms"


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common()) or "none"
