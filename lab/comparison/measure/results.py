"""What one repetition brings, gathered as it goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from lab.comparison.measure.prom_queries import Asking
from lab.comparison.record import Answered, ProofSeen
from lab.record.event import LoadTruth
from lab.record.run_record import Measurement
from lab.why.inventory import Inventory


@dataclass(slots=True)
class Found:
    """What one repetition measured. `invalid_reason`: why it does not count. `held`: series Prometheus then held."""

    measurements: list[Measurement] = field(default_factory=list)
    proofs: tuple[ProofSeen, ...] = ()
    invalid_reason: str = ""
    load: LoadTruth | None = None
    remark: str = ""  # what a reader must know beside the numbers
    held: Inventory | None = None
    asking: Asking | None = None
    answered: tuple[Answered, ...] = ()

    def add(self, name: str, value: float, unit: str, source: str = "query", of: str = "") -> None:
        made = Measurement.model_validate({"name": name, "value": value, "unit": unit, "source": source, "of": of})
        self.measurements.append(made)
