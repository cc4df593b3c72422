"""Which values are secret: they are never written, the export refers to a Secret that must exist.

A configuration with a secret value in it becomes, as a whole, the content of a Secret, which is how the Prometheus
Operator keeps Alertmanager's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlsplit

import yaml

_VARIABLE = re.compile(
    r"PASSW(OR)?D|SECRET|TOKEN|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|_HEADERS$", re.IGNORECASE
)
_NO_SECRET = re.compile(r"_(FILE|PATH|DIR|URL|ENABLED|DISABLED)$", re.IGNORECASE)
_FILE = re.compile(r"passw(or)?d|secret|token|credential|\.(key|p12|pfx|jks)$", re.IGNORECASE)
# Keys of the configurations of Prometheus, Alertmanager, the Collector and Grafana, without '_' and in lower case.
_NAMES = """
password authpassword authsecret smtpauthpassword smtpauthsecret credentials bearertoken clientsecret
clientcertificatekey secretkey accesskey apikey opsgenieapikey victoropsapikey wechatapisecret routingkey servicekey
token tokenid userkey bottoken apisecret apptoken slackapptoken rocketchattoken rocketchattokenid alertsourcetoken
basicauthpassword privatekey authorization
"""
_KEYS = frozenset(_NAMES.split())
_ADDRESSES = ("slackapiurl", "webhookurl", "mattermostwebhookurl")  # whoever has them may post
_REFERENCE = re.compile(r"\$\{[^}]+\}|\$__(env|file)\{[^}]+\}|\$[A-Z_]+|<secret>|")


def is_secret_variable(name: str, value: str) -> bool:
    """Whether an environment variable is one that nobody writes down: by its name, or a URL with a password."""
    if _URL_WITH_PASSWORD.search(value):
        return True
    return bool(value) and _VARIABLE.search(name) is not None and _NO_SECRET.search(name) is None


_URL_WITH_PASSWORD = re.compile(r"://[^/\s:@]+:[^/\s@]+@")


def secret_flag(argument: str) -> str:
    """The flag of an argument with a secret value, such as `--web.password=x`; empty for others."""
    match = _ARGUMENT.fullmatch(argument)
    return match[1] if match and is_secret_variable(match[1].replace("-", "_"), match[2]) else ""


_ARGUMENT = re.compile(r"(--?[\w.-]+)=(.*)", re.DOTALL)


def is_secret_file(name: str) -> bool:
    """Whether a file is a secret by its name: `tls.key`, `password.txt`."""
    return _FILE.search(name) is not None


def secret_paths(text: str, hosts: Collection[str]) -> tuple[str, ...]:
    """Where a YAML or JSON text has a secret value: `receivers[0].slack_configs[0].api_url`. Empty for other texts.

    An address of one of `hosts`, the services of the lab, is no secret.
    """
    if not re.search(r"passw|secret|secure|token|key|credential|url|authorization|://", text, re.IGNORECASE):
        return ()
    try:
        documents = list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return ("a URL with a password",) if _URL_WITH_PASSWORD.search(text) else ()
    return tuple(path for document in documents for path in _secrets(document, "", "", hosts))


def _secrets(value: Any, path: str, holder: str, hosts: Collection[str]) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            at = f"{path}.{key}" if path else str(key)
            if _is_secret(str(key), below, holder, hosts):
                yield at
            else:
                yield from _secrets(below, at, str(key), hosts)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _secrets(item, f"{path}[{index}]", holder, hosts)
    elif isinstance(value, str) and _URL_WITH_PASSWORD.search(value):
        yield path


def _is_secret(key: str, value: Any, holder: str, hosts: Collection[str]) -> bool:
    name = re.sub(r"[_-]", "", key).lower()
    if name in ("secrets", "securejsondata"):
        return bool(value)
    if isinstance(value, dict | list) or value in (None, ""):
        return False
    text = str(value)
    if _REFERENCE.fullmatch(text):
        return False
    if name in _KEYS:
        return True
    address = name in _ADDRESSES or (name in ("url", "apiurl") and holder in _POSTED_TO)
    return address and text.startswith(("http:", "https:")) and (urlsplit(text).hostname or "") not in hosts


_POSTED_TO = frozenset(["slack_configs", "webhook_configs", "incidentio_configs"])
