"""JSON in the shapes of the backends' answers, with odd values in every place, for tests with hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

KEYS = (
    "status", "data", "result", "resultType", "metric", "value", "values", "histograms", "groups",
    "rules", "name", "type", "activeTargets", "scrapePools", "labels", "health", "scrapeUrl",
    "alerts", "body", "at", "via", "receiver", "stream", "traceID", "spans", "results", "A",
    "frames", "schema", "fields", "error", "message", "seriesLabels", "exemplars", "alertname",
    "alertstate", "job",
)  # fmt: skip
TEXTS = (
    "", "success", "vector", "matrix", "scalar", "string", "streams", "1", "NaN", "1e999", "-Inf",
    "x", "\ud800", "\x00", "firing", "webhook", "9" * 400,
)  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from((0, 1, -1, 10**400, 1.5, float("inf"), float("nan"), 1_700_000_000.5, -1e308)),
    st.sampled_from(TEXTS),
)
ODD = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)),
    max_leaves=25,
)
# As the query API has it, so that most of a reader is reached.
SERIES = st.fixed_dictionaries(
    {"metric": st.one_of(ODD, st.dictionaries(st.sampled_from(KEYS), LEAVES, max_size=3))},
    optional={
        "value": st.one_of(ODD, st.lists(LEAVES, min_size=2, max_size=2)),
        "values": st.one_of(ODD, st.lists(st.lists(LEAVES, min_size=2, max_size=2), max_size=4)),
    },
)
QUERY_DATA = st.fixed_dictionaries(
    {"resultType": st.sampled_from(TEXTS), "result": st.one_of(ODD, st.lists(SERIES, max_size=3))}
)
ANSWERS = st.one_of(ODD, QUERY_DATA, st.fixed_dictionaries({"status": st.just("success"), "data": QUERY_DATA}))
