"""Two invented sides: the series of one, with rules written for it, and the series of another."""

from __future__ import annotations

from lab.comparison.portability.queries import WrittenQuery
from lab.comparison.portability.side_view import SideView
from lab.language.dialect import Dialect, Meaning
from lab.why.inventory import Inventory, Metric, Series

NOW = 1_760_000_000.0


def side(*metrics: tuple[str, dict[str, str]], queries: tuple[WrittenQuery, ...] = (), **meanings: Meaning) -> SideView:
    known: dict[str, Metric] = {}
    for name, labels in metrics:
        before = known[name].series if name in known else ()
        known[name] = Metric((*before, Series({"job": "api", **labels}, NOW, True)), len(before) + 1)
    dialect = Dialect(title="", meanings={"request count": meanings["count"]}) if meanings else None
    return SideView(dialect, Inventory("prometheus", NOW - 60, NOW, known), {"job": "api"}, queries)


OLD = Meaning(metric="old_total", type="counter", labels={"status": "code"})


NEW = Meaning(metric="new_total", type="counter", labels={"status": "status"})


HOME = side(
    ("old_total", {"code": "200"}),
    ("old_total", {"code": "500"}),
    ("same", {"code": "500", "zone": "a"}),
    ("same", {"code": "200", "zone": "b"}),
    ("other", {"code": "500"}),
    queries=(
        WrittenQuery("recording rule", "job:old:rate", "r.yml", "sum by (job) (rate(old_total[1m]))"),
        WrittenQuery("recording rule", "job:same:sum", "r.yml", "sum by (job) (same)"),
        WrittenQuery("alert", "Old", "r.yml", "old_total > 1"),
        WrittenQuery("alert", "Same", "r.yml", "same > 1"),
    ),
    count=OLD,
)


AWAY = side(
    ("new_total", {"status": "200"}),
    ("same", {"status": "200", "zone": "a"}),
    ("same", {"status": "500", "zone": "b"}),
    ("other", {"kind": "x"}),
    count=NEW,
)


GONE = "old_total: no such metric; here it is new_total"
