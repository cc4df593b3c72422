"""Samples that the store refuses, in the log of Prometheus 3.15."""

from __future__ import annotations

from lab.why.refused_samples import RefusedSamples, describe_refused, refused_samples

LOG = """\
time=2026-11-27T13:48:49.876Z level=WARN source=scrape_append_v2.go:407 msg="Error on ingesting samples that are too \
old or are too far into the future" component="scrape manager" scrape_pool=old target=http://shop:8000/old num_dropped=1
time=2026-11-27T13:48:49.787Z level=ERROR source=scrape_append_v2.go:111 msg="Failed to determine correct type of \
scrape target." component="scrape manager" scrape_pool=html target=http://shop:8000/html content_type="text/html"
time=2026-11-27T13:48:49.585Z level=WARN source=scrape_append_v2.go:404 msg="Error on ingesting samples with different \
value but same timestamp" component="scrape manager" scrape_pool=dup target=http://shop:8000/dup num_dropped=1
time=2026-11-27T13:48:49.311Z level=WARN source=scrape_append_v2.go:401 msg="Error on ingesting out-of-order samples" \
component="scrape manager" scrape_pool=back target=http://shop:8000/back num_dropped=1
time=2026-11-27T13:48:50.311Z level=WARN source=scrape_append_v2.go:401 msg="Error on ingesting out-of-order samples" \
component="scrape manager" scrape_pool=back target=http://shop:8000/back num_dropped=2
"""


def test_refused_samples_in_a_log() -> None:
    assert refused_samples(LOG) == (
        RefusedSamples("out of bounds", "old", "http://shop:8000/old", 1),
        RefusedSamples("duplicate timestamp", "dup", "http://shop:8000/dup", 1),
        RefusedSamples("out of order", "back", "http://shop:8000/back", 2),
    )
    assert refused_samples("(no log: the container is gone)") == ()


def test_describe_refused() -> None:
    first, second = describe_refused(
        (RefusedSamples("out of bounds", "a", "http://shop:8000/a"), RefusedSamples("out of order"))
    )
    assert first.startswith("Prometheus refuses samples of target http://shop:8000/a (out of bounds): their timestamps")
    assert second.startswith("Prometheus refuses pushed samples (out of order): their timestamps are older")
