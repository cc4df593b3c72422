from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lab.containers.engine import Engine
from lab.containers.listing import labelled_objects, labelled_service_ids
from lab.containers.process_guard import installed_tools
from tests.containers.fake_docker import FakeDocker
from tests.containers.projects import settings_in


def test_labelled_objects_are_asked_by_label_in_one_exchange(fake_docker: FakeDocker, tmp_path: Path) -> None:
    fake_docker.plan({"/containers/json": [{"Id": "a"}], "/networks": [{"Name": "n"}], "/volumes": {"Volumes": None}})
    objects = labelled_objects(Engine(settings_in(tmp_path), installed_tools()), "dev.lab.run=lab-x-1")
    assert (objects.containers, objects.networks, objects.volumes) == (({"Id": "a"},), ({"Name": "n"},), ())
    queries = [parse_qs(urlsplit(path).query) for path in fake_docker.requests()]
    assert [json.loads(query["filters"][0]) for query in queries] == [{"label": ["dev.lab.run=lab-x-1"]}] * 3
    assert fake_docker.starts() == ["system dial-stdio"]


def test_labelled_service_ids_of_none(fake_docker: FakeDocker, tmp_path: Path) -> None:
    fake_docker.plan({"/containers/json": []})
    assert labelled_service_ids(Engine(settings_in(tmp_path), installed_tools()), "dev.lab.run") == ()
