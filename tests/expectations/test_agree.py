"""Two queries that must say the same, over captured answers for one moment: paired by labels, compared by value."""

from typing import Any

import pytest

from lab.expectations.agree import AgreementExpectation
from lab.language import reasons
from tests.expectations.captured_answers import Case, holds, judged, misses, prometheus

SCRAPED = prometheus("agree_samples")
SAME = "series by series the same as other"
HALF = (SCRAPED, prometheus("agree_half"))
NAN = prometheus("agree_nan")
NONE = prometheus("agree_none")
EACH = prometheus("agree_each")
ONE_PERCENT = (
    '{job="blackbox"}: 47 and 46.53, 1% apart; {job="files"}: 795 and 787.05, 1% apart; '
    '{job="self"}: 736 and 728.64, 1% apart'
)


def agree(**more: Any) -> AgreementExpectation:
    return AgreementExpectation.model_validate({"agree": "one", "with": "other", **more})


def infinite(answer: Any) -> Any:
    return {**answer, "result": [{**each, "values": [[1.0, "+Inf"]]} for each in answer["result"]]}


CASES = {
    "the same": Case(
        agree(), (SCRAPED, prometheus("agree_after")), holds(SAME, '3 pairs, as {job="blackbox"}: 47 and 47')
    ),
    "a name is no label, and neither is what is ignored": Case(
        agree(ignoring=("team",)),
        (EACH, {**EACH, "result": [{**e, "metric": {**e["metric"], "__name__": "x"}} for e in EACH["result"]]}),
        holds(SAME, '6 pairs, as {instance="http://jc-prom:9090/-/healthy", job="blackbox"}: 17 and 17'),
    ),
    "two scalars": Case(
        agree(),
        (prometheus("agree_scalar"), prometheus("agree_scalar")),
        holds(SAME, "1 pair, as the series without labels: 6 and 6"),
    ),
    "within the tolerance, which includes its bound": Case(
        agree(tolerance=0.0101),
        HALF,
        holds(
            f"{SAME}, within 1.01% of the larger value",
            '3 pairs, the furthest apart {job="files"}: 795 and 787.05, 1% apart',
        ),
    ),
    "beyond the tolerance": Case(
        agree(tolerance=0.005),
        HALF,
        misses(
            reasons.WRONG_VALUE,
            f"{SAME}, within 0.5% of the larger value",
            ONE_PERCENT,
            difference="3 of 3 pairs differ",
        ),
    ),
    "nearly is not the same": Case(
        agree(), HALF, misses(reasons.WRONG_VALUE, SAME, ONE_PERCENT, difference="3 of 3 pairs differ")
    ),
    "NaN agrees with nothing": Case(
        agree(),
        (NAN, NAN),
        misses(
            reasons.WRONG_VALUE,
            SAME,
            '{job="blackbox"}: NaN and NaN; {job="files"}: NaN and NaN; {job="self"}: NaN and NaN',
            difference="3 of 3 pairs differ",
        ),
    ),
    "infinity agrees with itself alone": Case(
        agree(tolerance=0.9),
        (infinite(prometheus("agree_scalar")), prometheus("agree_scalar")),
        misses(
            reasons.WRONG_VALUE,
            f"{SAME}, within 90% of the larger value",
            "the series without labels: +Inf and 6",
            difference="1 of 1 pairs differ",
        ),
    ),
    "a series that only one has, beside values that differ": Case(
        agree(),
        (prometheus("agree_without_files"), prometheus("agree_half")),
        misses(
            reasons.MISSING_SERIES,
            SAME,
            'only the second has {job="files"}; {job="blackbox"}: 47 and 46.53, 1% apart; '
            '{job="self"}: 736 and 728.64, 1% apart',
            difference="2 of 2 pairs differ",
        ),
    ),
    "other labels": Case(
        agree(),
        (prometheus("agree_scalar"), prometheus("agree_without_files")),
        misses(
            reasons.MISSING_SERIES,
            SAME,
            'only the first has the series without labels; only the second has {job="blackbox"}; '
            'only the second has {job="self"}',
            hint="only the second has the labels job; sum without them, or name them in 'ignoring'",
        ),
    ),
    "too much is ignored to tell which series is meant": Case(
        agree(ignoring=("job",)),
        (SCRAPED, prometheus("agree_scalar")),
        misses(
            reasons.WRONG_LABELS,
            SAME,
            "3 series of the first are the series without labels, which one is meant?; "
            "the series without labels: 47 and 6, 87.2% apart",
            difference="1 of 1 pairs differ",
        ),
    ),
    "nothing from one": Case(
        agree(),
        (SCRAPED, NONE),
        misses(
            reasons.NO_SERIES,
            SAME,
            "no series from the second query, 3 from the other",
            hint="does anything send it? no series from other",
        ),
    ),
    "nothing from both is no agreement": Case(
        agree(),
        (NONE, NONE),
        misses(
            reasons.NO_SERIES,
            SAME,
            "no series from either query",
            hint="does anything send it? no series from one and other",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
