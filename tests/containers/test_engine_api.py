"""Requests over one open connection: to a docker command that answers as the test says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from http.client import IncompleteRead
from io import BytesIO

import pytest

from lab.containers.engine_api import ApiAnswer, EngineApi, NoAnswer, read_answer
from tests.containers.fake_docker import FakeDocker


def api_of(fake_docker: FakeDocker) -> EngineApi:
    return EngineApi(lambda: [str(fake_docker.folder / "docker"), "system", "dial-stdio"])


def test_read_answer_takes_one_after_the_other_from_a_pipe() -> None:
    plain = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}"
    # An engine does not count the length of long answers beforehand.
    chunked = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n'
    pipe = BytesIO(plain + chunked + plain + chunked[:60])
    assert [read_answer(pipe) for _ in range(3)] == [
        ApiAnswer(404, b"{}"),
        ApiAnswer(200, b'{"a":1}'),
        ApiAnswer(404, b"{}"),
    ]
    with pytest.raises(IncompleteRead):
        read_answer(pipe)


def test_get_answers_each_path_in_order(fake_docker: FakeDocker) -> None:
    fake_docker.plan({"/a": {"id": "a"}, "/b": [1, 2]})
    answers = api_of(fake_docker).get(["/b", "/nobody", "/a"], 30)
    assert [(answer.status, answer.body) for answer in answers] == [
        (200, b"[1, 2]"),
        (404, b'{"message": "no such container"}'),
        (200, b'{"id": "a"}'),
    ]


def test_get_of_nothing_starts_nothing(fake_docker: FakeDocker) -> None:
    assert api_of(fake_docker).get([], 30) == []
    assert fake_docker.starts() == []


def test_get_uses_one_process_for_many_threads(fake_docker: FakeDocker) -> None:
    fake_docker.plan({f"/{number}": number for number in range(20)})
    api = api_of(fake_docker)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: api.get([f"/{number}"], 30)[0].body, range(20)))
    assert answers == [str(number).encode() for number in range(20)]
    assert fake_docker.starts() == ["system dial-stdio"]


def test_get_that_is_late_raises_and_the_next_one_is_answered_by_another_process(fake_docker: FakeDocker) -> None:
    fake_docker.plan({"/a": "a", "/b": "b"}, late=[30])
    api = api_of(fake_docker)
    with pytest.raises(TimeoutError):
        api.get(["/a"], 1.5)
    assert api.get(["/b"], 30)[0].body == b'"b"'
    assert len(fake_docker.starts()) == 2


def test_get_is_sent_again_when_the_connection_was_lost(fake_docker: FakeDocker) -> None:
    fake_docker.plan({"/a": "a"})
    api = api_of(fake_docker)
    assert api.get(["/a"], 30)
    assert api._connection is not None and api._connection._process is not None
    api._connection._process.kill()
    assert api.get(["/a"], 30)[0].body == b'"a"'


def test_get_from_a_command_that_dies(fake_docker: FakeDocker) -> None:
    fake_docker.plan(dies=True)
    with pytest.raises(NoAnswer) as caught:
        api_of(fake_docker).get(["/a"], 30)
    assert caught.value.code == 1


def test_get_says_what_the_command_wrote(fake_docker: FakeDocker) -> None:
    fake_docker.plan(refuses=True)
    with pytest.raises(NoAnswer, match="Cannot connect to the Docker daemon"):
        api_of(fake_docker).get(["/a"], 30)


def test_get_without_the_command() -> None:
    with pytest.raises(NoAnswer, match="No such file"):
        EngineApi(lambda: ["/nowhere/docker"]).get(["/a"], 30)


def test_the_process_ends_with_the_last_use_of_the_api(fake_docker: FakeDocker) -> None:
    fake_docker.plan({"/a": "a"})
    api = api_of(fake_docker)
    api.get(["/a"], 30)
    assert api._connection is not None
    process, ended = api._connection._process, api._connection.ended
    del api
    assert ended.wait(10)
    assert process is not None and process.wait(10) is not None
