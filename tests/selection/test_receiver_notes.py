"""Receivers outside of the lab are named by `lab check`."""

from __future__ import annotations

from pathlib import Path

from lab.plan.planning import plan
from lab.selection.receiver_notes import ReceiverNotes
from tests.plan.planned import FOLDERS, planned, written

SCENARIO = """\
title: receivers
why: they may be real
components:
  alertmanager: {files: {config: alertmanager.yml}}
  notifications: {use: notification_sink}
steps: [{name: look}]
"""
CONFIG = """\
route: {receiver: team}
receivers:
  - name: team
    pagerduty_configs: [{routing_key: a}]
    webhook_configs: [{url: "http://notifications:8000/webhook"}, {url: "https://hooks.example.com/a"}]
"""


def test_receiver_notes_name_what_is_not_in_the_lab(tmp_path: Path) -> None:
    notes = ReceiverNotes()
    notes.add(plan(written(tmp_path, SCENARIO, {"alertmanager.yml": CONFIG}), FOLDERS))

    (line,) = notes.lines()
    assert "alertmanager.yml:5:" in line
    assert "receiver 'team' sends to hooks.example.com, which is not in this lab" in line


def test_receiver_notes_of_shipped_scenarios() -> None:
    notes = ReceiverNotes()
    for name in ("receivers", "alerts", "alert-routing"):
        notes.add(planned(name))

    assert notes.lines() == ()
