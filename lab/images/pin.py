"""Pins official images to their digests: `python -m lab.images.pin` asks the registry of each `reference` in component
and base files for the digest of its tag, and writes `name:tag@digest`. LAB_REGISTRY_MIRROR is asked first when set."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import requests

from lab.images.references import HUB, registry_host, through_mirror, without_digest
from lab.settings import from_environment

_LINE = re.compile(r"^(\s*reference:\s*)(\S+)[ \t]*$", re.MULTILINE)
_KINDS = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_WITHIN_S = 20.0


class NotFound(Exception):
    """Why there is no digest, in few words."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """`digest` is empty when none was found, and `why` says the reason."""

    file: Path
    reference: str
    digest: str
    why: str = ""


def pin(files: Iterable[Path], find: Callable[[str], str]) -> tuple[Pinned, ...]:
    """Writes the digest of every reference; one without an answer stays as it is. `find` may raise NotFound."""
    results: list[Pinned] = []
    for file in files:
        text = file.read_text(encoding="utf-8")

        def pinned(match: re.Match[str], file: Path = file) -> str:
            reference = without_digest(match[2])
            try:
                digest = find(reference)
            except NotFound as error:
                results.append(Pinned(file, reference, "", str(error)))
                return match[0]
            results.append(Pinned(file, reference, digest))
            return f"{match[1]}{reference}@{digest}"

        renewed = _LINE.sub(pinned, text)
        if renewed != text:
            file.write_text(renewed, encoding="utf-8")
    return tuple(results)


def digest_in_registry(reference: str, mirror: str = "") -> str:
    """Asks by HTTP API v2, `HEAD /v2/<name>/manifests/<tag>`; the mirror first. Raises NotFound."""
    asked = (through_mirror(mirror, reference), reference) if mirror else (reference,)
    reasons = []
    for name in asked:
        try:
            return _digest(name)
        except NotFound as error:
            reasons.append(str(error))
    raise NotFound("; ".join(reasons))


def _digest(reference: str) -> str:
    host = registry_host(reference)
    path, _, tag = reference.rpartition(":")
    path = path.removeprefix(f"{host}/").removeprefix("docker.io/")
    if host == HUB and "/" not in path:
        path = f"library/{path}"
    scheme = "http" if host.partition(":")[0] in ("127.0.0.1", "localhost") else "https"
    url = f"{scheme}://{host}/v2/{path}/manifests/{tag}"
    headers = {"Accept": ", ".join(_KINDS)}
    try:
        answer = requests.head(url, headers=headers, timeout=_WITHIN_S, allow_redirects=False)
        if answer.status_code == 401:
            headers["Authorization"] = f"Bearer {_token(answer.headers.get('WWW-Authenticate', ''))}"
            answer = requests.head(url, headers=headers, timeout=_WITHIN_S, allow_redirects=False)
    except requests.RequestException as error:
        raise NotFound(f"{host} cannot be reached ({type(error).__name__})") from None
    digest = answer.headers.get("Docker-Content-Digest", "")
    if answer.status_code != 200 or not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
        raise NotFound(f"{host} answers {answer.status_code} for {path}:{tag}")
    return digest


def _token(challenge: str) -> str:
    """A token for reading, as the registry's challenge says where to get one."""
    fields = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    realm = fields.pop("realm", "")
    if not realm.startswith("https://"):
        raise NotFound("the registry requires a login")
    answer = requests.get(realm, params=fields, timeout=_WITHIN_S)
    try:
        return str(answer.json().get("token") or answer.json().get("access_token") or "")
    except ValueError:
        raise NotFound(f"{realm} gives no token") from None


def main() -> int:
    settings = from_environment()
    files = [*settings.bundled.glob("stacks/*/component.yaml"), *settings.bundled.glob("stacks/_bases/*/base.yaml")]
    results = pin(sorted(files), lambda reference: digest_in_registry(reference, settings.mirror))
    for result in results:
        sys.stdout.write(f"{result.reference}: {result.digest or f'no digest, {result.why}'}\n")
    return 0 if all(result.digest for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
