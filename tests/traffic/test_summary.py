"""What the load generator printed, as truth or as the reason why it is none."""

from pathlib import Path

import pytest

from lab.plan.actions import LoadPlan, RequestPlan
from lab.plan.loads import interleave
from lab.record.event import LoadCount, LoadTruth
from lab.traffic.summary import MARK, invalid_reason_of, load_truth

CAPTURED = Path(__file__).parent / "captured" / "k6-1.8.1"
REQUESTS = (
    RequestPlan("GET", "/api/items/{id}", "/api/items/{id}", "", None),
    RequestPlan("POST", "/api/orders", "/api/orders", "", "{}"),
    RequestPlan("GET", "/api/slow", "/api/slow", "?seconds=0.2", None),
    RequestPlan("GET", "/api/boom", "/api/boom", "", None),
)


def plan(rate: float = 60.0, seconds: float = 5.0, requests: tuple[RequestPlan, ...] = REQUESTS) -> LoadPlan:
    return LoadPlan("shopping", "api", 8000, rate, seconds, requests, interleave([12, 4, 1, 3]))


def log(name: str) -> str:
    return (CAPTURED / f"{name}.txt").read_text(encoding="utf-8")


def counts(**by_entry: int) -> tuple[LoadCount, ...]:
    """`items_200=180`: so many answers 200 of the first request, in the order in which k6 lists them."""
    routes = {"items": REQUESTS[0], "orders": REQUESTS[1], "slow": REQUESTS[2], "boom": REQUESTS[3]}
    listed = []
    for key, count in by_entry.items():
        route, status = key.split("_")
        listed.append(LoadCount(method=routes[route].method, route=routes[route].route, status=status, count=count))
    return tuple(listed)


def nothing(invalid_reason: str, asked: int = 300) -> LoadTruth:
    return LoadTruth(
        name="shopping",
        asked=asked,
        sent=0,
        dropped=0,
        started=0.0,
        ended=0.0,
        counts=(),
        invalid_reason=invalid_reason,
    )


ROWS: dict[str, tuple[LoadPlan, str, int, LoadTruth]] = {
    "clean": (
        plan(),
        log("clean"),
        0,
        LoadTruth(
            name="shopping",
            asked=300,
            sent=300,
            dropped=0,
            started=1795249474.09,
            ended=1795249479.094,
            counts=counts(items_200=180, orders_201=60, slow_200=15, boom_500=45),
        ),
    ),
    "requests dropped": (
        plan(60.0, 3.0),
        log("dropped"),
        0,
        LoadTruth(
            name="shopping",
            asked=180,
            sent=12,
            dropped=169,
            started=1795249560.405,
            ended=1795249563.544,
            counts=counts(slow_200=12),
            invalid_reason="169 requests were dropped: the generator could not keep the rate",
        ),
    ),
    "ended in the middle, in order": (
        plan(),
        log("ended_early"),
        105,
        LoadTruth(
            name="shopping",
            asked=300,
            sent=168,
            dropped=0,
            started=1795249567.02,
            ended=1795249569.808,
            counts=counts(items_200=101, orders_201=34, slow_200=8, boom_500=25),
            invalid_reason="168 requests were sent, 300 were asked for",
        ),
    ),
    "killed in the middle": (
        plan(),
        log("killed"),
        137,
        nothing("the load generator ended with 137 (SIGKILL) and no summary: "),
    ),
    "nobody listens": (
        plan(20.0, 1.0),
        log("refused"),
        0,
        LoadTruth(
            name="shopping",
            asked=20,
            sent=21,
            dropped=0,
            started=1795249607.278,
            ended=1795249608.281,
            counts=counts(items_0=13, orders_0=4, slow_0=1, boom_0=3),
            invalid_reason="21 requests got no answer: whether the application counted them cannot be known",
        ),
    ),
    "the application died": (
        plan(),
        log("app_died"),
        0,
        LoadTruth(
            name="shopping",
            asked=300,
            sent=250,
            dropped=50,
            started=1795249608.602,
            ended=1795249623.605,
            counts=counts(
                items_0=50,
                items_200=100,
                orders_0=16,
                orders_201=34,
                slow_0=5,
                slow_200=8,
                boom_0=12,
                boom_500=25,
            ),
            invalid_reason="50 requests were dropped: the generator could not keep the rate",
        ),
    ),
    "the script failed": (
        plan(),
        log("script_error"),
        107,
        nothing(f"the load generator ended with 107 and no summary: {log('script_error').strip()}"),
    ),
    "half a summary": (
        plan(),
        log("clean")[:120],
        137,
        nothing(
            f"the load generator ended with 137 (SIGKILL) and half a summary: {log('clean')[40:120]}",
        ),
    ),
    "only the last words of a long log": (
        plan(),
        "one\ntwo\nthree\nfour\n",
        1,
        nothing("the load generator ended with 1 and no summary: two / three / four"),
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_what_the_generator_printed(row: str) -> None:
    load, printed, exit_code, truth = ROWS[row]
    assert load_truth(load, printed, exit_code) == truth


def test_the_last_summary_counts() -> None:
    """A container that is started again has the log of both its runs."""
    assert load_truth(plan(), log("ended_early") + log("clean"), 0) == ROWS["clean"][3]


def test_two_requests_of_one_route_are_counted_together() -> None:
    requests = (*REQUESTS[:3], RequestPlan("GET", "/api/slow", "/api/slow", "?seconds=1", None))
    printed = f'{MARK}{{"started": 1, "ended": 6, "sent": 300, "dropped": 0, "counts": [' + ", ".join(
        f'{{"entry": {entry}, "status": "200", "count": {count}}}' for entry, count in ((2, 100), (3, 150), (0, 50))
    )
    truth = load_truth(plan(requests=requests), printed + "]}", 0)
    assert truth.counts == counts(slow_200=250, items_200=50)
    assert (truth.invalid_reason, truth.total(), truth.total(route="/api/slow")) == ("", 300, 250)


CLEAN = ROWS["clean"][3]
FLAWS: dict[str, tuple[dict[str, object], str]] = {
    "none": ({}, ""),
    "one more than asked, for the last tick": ({"asked": 10, "sent": 11, "counts": counts(items_200=11)}, ""),
    "a twentieth more than asked": ({"asked": 286}, ""),
    "a twentieth fewer than asked": ({"asked": 315}, ""),
    "more than a twentieth fewer": ({"asked": 316}, "300 requests were sent, 316 were asked for"),
    "more than a twentieth more": ({"asked": 285}, "300 requests were sent, 285 were asked for"),
    "some of them dropped": ({"asked": 313, "dropped": 13}, ""),
    "more dropped": (
        {"asked": 316, "dropped": 16},
        "16 requests were dropped: the generator could not keep the rate",
    ),
    "an answer not counted": (
        {"counts": counts(items_200=299)},
        "300 requests were sent but 299 answers counted",
    ),
    "an answer too many": ({"counts": counts(items_200=301)}, "300 requests were sent but 301 answers counted"),
    "one without an answer": (
        {"counts": counts(items_200=299, boom_0=1)},
        "1 requests got no answer: whether the application counted them cannot be known",
    ),
    "nothing sent, hardly anything asked for": (
        {"asked": 1, "sent": 0, "counts": ()},
        "nothing was sent, 1 requests were asked for",
    ),
    "nothing sent, all dropped": (
        {"sent": 0, "dropped": 300, "counts": ()},
        "nothing was sent, 300 requests were asked for",
    ),
}


@pytest.mark.parametrize(("changed", "invalid_reason"), FLAWS.values(), ids=FLAWS)
def test_when_counts_cannot_be_held_against_others(changed: dict[str, object], invalid_reason: str) -> None:
    assert invalid_reason_of(CLEAN.model_copy(update=changed)) == invalid_reason


def test_response_times_are_those_of_routes_with_a_query() -> None:
    slow = [RequestPlan("GET", "/api/slow", "/api/slow", f"?seconds={s}", None) for s in (0.05, 0.1, 0.2)]
    requests = (*slow, RequestPlan("GET", "/api/items/{id}", "/api/items/{id}", "", None))
    load = LoadPlan("slow", "api", 8000, 40.0, 3.0, requests, (0, 3, 1, 2))

    truth = load_truth(load, log("response_times"), 0)

    (times,) = truth.response_times
    assert (times.method, times.route) == ("GET", "/api/slow")
    assert [times.percentiles[p] for p in (0, 50, 100)] == [0.051283, 0.104896, 0.239879]
    assert truth.total(route="/api/slow") == 91
