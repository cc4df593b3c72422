"""The structure of alertmanager.yml (config/ and notify/ of Alertmanager), and the receivers that it defines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lab.configs.http_client import HTTP_CONFIG, TLS
from lab.configs.receivers import RECEIVER
from lab.configs.shapes import ANY, BOOLEAN, DURATION, TEXT, TEXT_MAP, TEXTS, Keys, ListOf, MapOf, Shape, keys
from lab.configs.shapes import mismatches as shape_mismatches
from lab.errors import Problem
from lab.language.json_values import mapping, mappings
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean
from lab.language.time_scaling.durations import seconds_of

PROGRAM = "Alertmanager"

_GLOBAL = Keys(
    "'global'",
    {
        "resolve_timeout": DURATION,
        "http_config": HTTP_CONFIG,
        **keys("smtp_from smtp_hello smtp_smarthost smtp_auth_username smtp_auth_password smtp_auth_password_file"),
        **keys("smtp_auth_secret smtp_auth_secret_file smtp_auth_identity"),
        **keys("smtp_require_tls smtp_force_implicit_tls", BOOLEAN),
        "smtp_tls_config": TLS,
        **keys("slack_api_url slack_api_url_file slack_app_token slack_app_token_file slack_app_url pagerduty_url"),
        **keys("opsgenie_api_url opsgenie_api_key opsgenie_api_key_file victorops_api_url victorops_api_key"),
        **keys("victorops_api_key_file wechat_api_url wechat_api_secret wechat_api_secret_file wechat_api_corp_id"),
        **keys("telegram_api_url telegram_bot_token telegram_bot_token_file webex_api_url jira_api_url"),
        **keys("rocketchat_api_url rocketchat_token rocketchat_token_file rocketchat_token_id"),
        **keys("rocketchat_token_id_file mattermost_webhook_url mattermost_webhook_url_file"),
    },
    removed={"hipchat_api_url": "remove it", "hipchat_auth_token": "remove it"},
)
# Its `routes` have the same shape again, as deep as a file goes: they are checked one by one, see `_routes`.
_ROUTE = Keys(
    "a route",
    {
        "receiver": TEXT,
        "group_by": TEXTS,
        "match": TEXT_MAP,
        "match_re": TEXT_MAP,
        "matchers": TEXTS,
        "mute_time_intervals": TEXTS,
        "active_time_intervals": TEXTS,
        "continue": BOOLEAN,
        "routes": ListOf(ANY),
        **keys("group_wait group_interval repeat_interval", DURATION),
        "labels": TEXT_MAP,
    },
)
_ROOT = replace(_ROUTE, name="the root route", required=("receiver",))
_INHIBIT = Keys(
    "an inhibition rule",
    {
        "name": TEXT,
        **keys("source_match source_match_re target_match target_match_re", TEXT_MAP),
        **keys("source_matchers target_matchers equal", TEXTS),
    },
)
_TIMES: Shape = ListOf(
    Keys(
        "a time interval",
        {
            "times": ListOf(Keys("a range of times", {"start_time": TEXT, "end_time": TEXT})),
            **keys("weekdays days_of_month months years", TEXTS),
            "location": TEXT,
        },
    )
)
_INTERVALS = ListOf(Keys("an entry of time intervals", {"name": TEXT, "time_intervals": _TIMES}, required=("name",)))
CONFIG = Keys(
    "alertmanager.yml",
    {
        "global": _GLOBAL,
        "route": _ROOT,
        "inhibit_rules": ListOf(_INHIBIT),
        "receivers": ListOf(RECEIVER),
        "templates": TEXTS,
        "mute_time_intervals": _INTERVALS,
        "time_intervals": _INTERVALS,
        "tracing": MapOf(ANY),
        "event_recorder": MapOf(ANY),
    },
    required=("route",),
)


def receiver_names(document: Document) -> tuple[str, ...]:
    return _names(document, "receivers")


def shortest_grouping(document: Document) -> tuple[str, str]:
    """The shortest group_wait and group_interval of all routes, which inherit those of the route above."""
    found: dict[str, list[str]] = {"group_wait": [], "group_interval": []}
    for path in routes(document):
        for key, default in (("group_wait", "30s"), ("group_interval", "5m")):
            above = [_route_at(document, path[:length]).get(key) for length in range(len(path), 0, -2)]
            found[key].append(next((value for value in above if isinstance(value, str)), default))
    wait, interval = (min(values, key=lambda text: seconds_of(text) or 0.0) for values in found.values())
    return wait, interval


def interval_names(document: Document) -> tuple[str, ...]:
    """The time intervals that routes may name."""
    return (*_names(document, "mute_time_intervals"), *_names(document, "time_intervals"))


def problems(document: Document) -> Iterator[Problem]:
    """What Alertmanager would refuse, as far as can be told from the structure."""
    yield from shape_mismatches(document, (), CONFIG, PROGRAM)
    yield from _repeated(document, "receivers", "receiver")
    receivers, intervals = receiver_names(document), interval_names(document)
    for path in routes(document):
        route = _route_at(document, path)
        if path != ("route",):
            yield from shape_mismatches(document, path, _ROUTE, PROGRAM)
        receiver = route.get("receiver")
        if isinstance(receiver, str) and receiver and receiver not in receivers:
            hint = did_you_mean(receiver, receivers)
            yield Problem(document.place((*path, "receiver")), f"there is no receiver {receiver!r}{hint}")
        for key in ("mute_time_intervals", "active_time_intervals"):
            names = route.get(key)
            for index, name in enumerate(names if isinstance(names, list) else ()):
                if path == ("route",):
                    place = document.place((*path, key))
                    yield Problem(place, f"the root route cannot have {key!r}; put it into a route below")
                    break
                if isinstance(name, str) and name not in intervals:
                    place = document.place((*path, key, index))
                    yield Problem(place, f"there is no time interval {name!r}{did_you_mean(name, intervals)}")


def routes(document: Document) -> Iterator[Path]:
    """The paths of all routes, the root first."""
    waiting: list[Path] = [("route",)]
    while waiting:
        path = waiting.pop()
        yield path
        below = _route_at(document, path).get("routes")
        waiting += [(*path, "routes", index) for index in range(len(below) if isinstance(below, list) else 0)]


def _route_at(document: Document, path: Path) -> dict[str, object]:
    value: object = document.data
    for segment in path:
        if isinstance(value, list) and isinstance(segment, int):
            value = value[segment]
        else:
            value = mapping(value).get(str(segment))
    return mapping(value)


def _names(document: Document, key: str) -> tuple[str, ...]:
    return tuple(str(entry.get("name")) for entry in mappings(mapping(document.data).get(key)))


def _repeated(document: Document, key: str, noun: str) -> Iterator[Problem]:
    names = _names(document, key)
    for index, name in enumerate(names):
        if name in names[:index]:
            place = document.place((key, index, "name"))
            yield Problem(place, f"there is already a {noun} {name!r}; each needs its own name")
