"""Silences created in Alertmanager: the request, and the answers of a real one."""

import json

import pytest

from lab.backends import alertmanager
from lab.queries.answer import Answer
from tests.backends.small_backend import Reply, SmallBackend, captured
from tests.expectations.captured_answers import ALERTMANAGER, body

MATCHERS = {"instance": "/a:.*/", "job": "node", "path": "/"}


def create(reply: Reply) -> Answer:
    with SmallBackend(reply) as backend:
        answer = alertmanager.create_silence(backend.url, MATCHERS, 1795260123.5, 90.0, "while it is repaired")
        return Answer(answer.json, answer.error.replace(backend.url, "URL"), answer.refused)


def test_create_silence_request() -> None:
    with SmallBackend(captured("silenced")) as backend:
        alertmanager.create_silence(backend.url, MATCHERS, 1795260123.5, 90.0, "while it is repaired")
    assert [path for path, _ in backend.asked] == ["/api/v2/silences"]
    assert json.loads(backend.sent[0]) == {
        "matchers": [
            {"name": "instance", "value": "a:.*", "isRegex": True, "isEqual": True},
            {"name": "job", "value": "node", "isRegex": False, "isEqual": True},
            {"name": "path", "value": "/", "isRegex": False, "isEqual": True},
        ],
        "startsAt": "2026-11-21T11:22:03.500000+00:00",
        "endsAt": "2026-11-21T11:23:33.500000+00:00",
        "createdBy": "lab",
        "comment": "while it is repaired",
    }


def test_create_silence_answer() -> None:
    assert create(captured("silenced")) == Answer(body(ALERTMANAGER / "silenced.json")["silenceID"])


@pytest.mark.parametrize(
    ("reply", "answer"),
    {
        "a matcher that does not parse": (
            captured("silence_refused"),
            Answer(error=body(ALERTMANAGER / "silence_refused.json"), refused=True),
        ),
        "a request that cannot be read": (
            captured("silence_unreadable"),
            Answer(error=body(ALERTMANAGER / "silence_unreadable.json")["message"], refused=True),
        ),
        "a refusal without a message": (Reply(400, ""), Answer(error="status 400", refused=True)),
        "it is not ready": (Reply(503, "starting"), Answer(error="URL/api/v2/silences answered 503: starting")),
        "something else answers": (Reply(200, "[]"), Answer(error="URL/api/v2/silences answered 200: []")),
    }.values(),
)
def test_create_silence_fails(reply: Reply, answer: Answer) -> None:
    assert create(reply) == answer


def test_create_silence_without_a_response() -> None:
    with SmallBackend(Reply(200, "")) as backend:
        url = backend.url
    answer = alertmanager.create_silence(url, MATCHERS, 0.0, 1.0, "")
    assert (answer.json, answer.refused) == (None, False)
    assert answer.error.startswith(f"{url}/api/v2/silences does not answer: ")
