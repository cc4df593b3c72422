"""What a person reads of an audit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lab.audit.baseline import baseline_text, read_baseline, with_baseline
from lab.audit.model import NotAudited
from lab.audit.outcome import Outcome
from lab.audit.report.console import print_audit
from tests.audit.report.examples import down, several, shop
from tests.report.approval import assert_approved
from tests.report.console.consoles import console, output

APPROVED = Path(__file__).with_name("approved")


def printed(outcome: Outcome, *, everything: bool = False) -> str:
    out = console(100)
    print_audit(out, outcome, everything=everything, reports=("audit.html",))
    return output(out)


@pytest.mark.parametrize("name", ["known", "well", "incomplete"])
def test_print_audit_whole(name: str, tmp_path: Path) -> None:
    assert_approved(f"console_{name}", printed(several()[name]), tmp_path, APPROVED)


def test_print_audit_everything() -> None:
    text = printed(several()["known"], everything=True)
    assert "more of the check" not in text
    assert "--all" not in text
    assert all(f"panel 'Errors {number}'" in text for number in range(1, 7))
    assert "panel 'Requests'" in text
    assert "known     target 'node:9100'\n          the target node:9100 is down: connection refused\n" in text


def test_print_audit_says_what_is_mended() -> None:
    baseline = read_baseline(baseline_text(Outcome(shop())), "known.yml")
    rest = replace(shop(), findings=tuple(one for one in shop().findings if one.check != "target-down"))
    text = printed(Outcome(with_baseline(rest, baseline)))
    assert "mended    target 'node:9100' of 'node' is no longer found: the target node:9100 is down" in text
    assert f"remove {down().fingerprint} from the baseline" in text


def test_print_audit_shortens_what_was_not_audited() -> None:
    rows = tuple(NotAudited(f"panel {number}", "no Loki was given") for number in range(9))
    outcome = Outcome(replace(shop(), not_audited=rows))
    assert "not audited  panel 0, panel 1, panel 2 and 6 more: no Loki was given\n" in printed(outcome)
    assert "panel 7, panel 8: no Loki" in " ".join(printed(outcome, everything=True).split())


def test_print_audit_has_no_control_characters() -> None:
    text = printed(several()["hostile"], everything=True)
    assert "<script>" in text
    assert not set("\x1b\x00\u202e") & set(text)
