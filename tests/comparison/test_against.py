"""Each side now against itself before."""

from __future__ import annotations

import pytest

from lab.comparison.record import ComparisonRecord, Intervals, SideRecord
from lab.comparison.stats.against import against
from lab.record.event import ImageRecord
from lab.record.run_record import Versions
from tests.comparison.records import BROKEN, record, repetitions, two_sides

BEFORE = {"cpu.loaded": [30, 31, 30, 29, 30], "memory": [1e8, 1.01e8, 1e8, 1.02e8, 1e8]}
SLOWER = {"cpu.loaded": [60, 61, 59, 62, 60], "memory": [1e8, 1.01e8, 1e8, 1.02e8, 1e8]}
FILE = "load:\n  rate: {rate}\nsteady: {{repetitions: 5}}\ntitle: {title}\n"


def test_a_version_that_costs_more_is_caught_on_its_side_alone():
    found = against(two_sides(BEFORE, SLOWER), two_sides(BEFORE, BEFORE))
    assert [(pair.about, pair.first, pair.other) for pair in found.pairs] == [
        ("pull", "before", "now"),
        ("push", "before", "now"),
    ]
    assert [r.winner for r in found.pairs[0].rows] == [None, None]
    cpu = found.pairs[1].rows[0]
    assert (cpu.measure.name, cpu.verdict, cpu.winner, cpu.ratio) == ("cpu.loaded", "worse", "before", 2)
    assert found.remarks == () and found.judged == 4


def test_only_sides_that_both_have_are_compared():
    found = against(
        two_sides(BEFORE, BEFORE), record((*repetitions("pull", BEFORE), *repetitions("collector", BEFORE)))
    )
    assert [pair.about for pair in found.pairs] == ["pull"]
    assert found.remarks == ("there was no side push before", "there is no side collector now")


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (
            {"measured_with": Intervals(scrape=2, export=1, lookback=5)},
            {},
            "measured with other intervals: scrape 1 s, export 1 s and lookback 5 s before, 2 s, 1 s and 5 s now",
        ),
        (
            {"text": FILE.format(rate=50, title="x")},
            {"text": FILE.format(rate=90, title="x")},
            "the comparison file says another 'load' now",
        ),
        (
            {"versions": Versions(lab="1", system="Linux aarch64")},
            {},
            "measured on other systems: Linux x86_64 before, Linux aarch64 now",
        ),
    ],
)
def test_what_was_measured_otherwise_is_not_compared(now, before, words):
    found = against(two_sides(BEFORE, SLOWER, **now), two_sides(BEFORE, BEFORE, **before))
    assert [pair.undecided for pair in found.pairs] == [words, words]
    assert not found.winners


def test_other_words_in_the_file_do_not_matter():
    there, here = FILE.format(rate=50, title="one"), FILE.format(rate=50, title="two")
    assert not against(two_sides(BEFORE, SLOWER, text=here), two_sides(BEFORE, BEFORE, text=there)).undecided


def test_a_side_that_was_not_what_it_claimed_is_undecided():
    before = record((*repetitions("pull", BEFORE), *repetitions("push", BEFORE, proofs=(BROKEN,))))
    found = against(two_sides(BEFORE, SLOWER), before)
    assert found.pairs[0].undecided == ""
    assert found.pairs[1].undecided.startswith("before: push is not what it claims to be")


def _with_image(whole: ComparisonRecord, used: str, image_id: str, digest: str) -> ComparisonRecord:
    image = ImageRecord(service="prometheus", reference="p", used=used, image_id=image_id, source="present")
    side = SideRecord(name="pull", scenario="pull", title="", path="scraped", plan_digest=digest, images=(image,))
    return whole.model_copy(update={"sides": (side, whole.sides[1])})


def test_what_changed_is_said():
    before = _with_image(two_sides(BEFORE, BEFORE, noise=(40, 40)), "prometheus:v3.5.0", "a", "1")
    now = _with_image(
        two_sides(BEFORE, SLOWER, noise=(60, 60), versions=Versions(lab="2", engine="27", system="Linux x86_64")),
        "prometheus:v3.6.0",
        "b",
        "2",
    )
    assert against(now, before).remarks == (
        "pull: prometheus ran prometheus:v3.5.0 before, prometheus:v3.6.0 now",
        "pull: the scenario, its patches or its components are not the same as before",
        "lab 1 before, 2 now",
        "the machine took 1.50 times as long as before for the same work, which no side is to blame for",
    )
