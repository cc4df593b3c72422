"""Asks the remote-write sender as it runs in its container: what it keeps of an answer, and what it refuses."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.sample_apps.running_apps import image_of, running

pytestmark = pytest.mark.engine

NOWHERE = {"ENDPOINTS": "http://localhost:9/api/v1/write"}


def test_write_without_receiver() -> None:
    series = [{"labels": {"__name__": "x"}, "samples": [{"value": 1, "at": "0s"}]}]
    asked = {"name": "one", "protocol": "2.0", "series": series}
    with running(image_of("remote_writer"), environment=NOWHERE) as app:
        assert app.said("GET", "/responses") == []
        answer = app.said("POST", "/write", json.dumps(asked))
        assert (answer["name"], answer["status"], answer["sent"]["samples"]) == ("one", 0, 1)
        assert "connection refused" in answer["error"]
        assert app.said("GET", "/responses") == [answer]
        status, text = app.ask("POST", "/write", json.dumps({**asked, "to": "example.org"}))
        assert (status, "there is no receiver" in text) == (422, True)


def test_receiver_outside_of_the_lab() -> None:
    outside = "--env=ENDPOINTS=http://prometheus.example.org/api/v1/write"
    command = ["docker", "run", "--rm", outside, image_of("remote_writer")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "it must be a service of the lab, a name without a dot" in done.stderr
