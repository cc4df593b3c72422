"""What one repetition brings, gathered as it goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from lab.measuring.asking import Asking
from lab.record.comparison import Answered, ProofSeen
from lab.record.event import LoadTruth
from lab.record.run_record import Measurement
from lab.why.inventory import Inventory


@dataclass(slots=True)
class Found:
    """What one repetition brings. `flaw`: why it counts for nothing. `held`: what Prometheus held after the load."""

    measurements: list[Measurement] = field(default_factory=list)
    proofs: tuple[ProofSeen, ...] = ()
    flaw: str = ""
    load: LoadTruth | None = None
    remark: str = ""  # what a reader must know beside the numbers
    held: Inventory | None = None
    asking: Asking | None = None
    answered: tuple[Answered, ...] = ()

    def add(self, name: str, value: float, unit: str, source: str = "query", of: str = "") -> None:
        made = Measurement.model_validate({"name": name, "value": value, "unit": unit, "source": source, "of": of})
        self.measurements.append(made)
