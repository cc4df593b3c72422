"""A certificate authority of this lab, and a certificate for every name by which the sink is called.

Clients that trust CA_FILE reach the sink under the names of the real services, so that production configurations of
receivers work unchanged and nothing leaves the lab. The files survive a restart of the container.
"""

import re
import socket
import ssl
import subprocess
from pathlib import Path

FOLDER = Path("/certs")
CA_FILE = FOLDER / "ca.crt"
_CA_KEY = FOLDER / "ca.key"
_DAYS = "365"
_NAME = re.compile(r"[A-Za-z0-9_*]([A-Za-z0-9._-]{0,62})")
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def server_context() -> ssl.SSLContext:
    """For TLS servers: presents the certificate of the name that the client asks for, or of this host."""
    if not CA_FILE.exists():
        _issue("ca", "/CN=CA of the notification sink", "basicConstraints=critical,CA:TRUE")
        CA_FILE.chmod(0o644)  # the only file that others may read
    contexts: dict[str, ssl.SSLContext] = {}

    def of_name(name: str) -> ssl.SSLContext:
        if name not in contexts:
            contexts[name] = _context(name)
        return contexts[name]

    def by_name(connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _context: ssl.SSLContext) -> None:
        if name and _NAME.fullmatch(name):
            connection.context = of_name(name)

    default = _context(socket.gethostname())
    default.sni_callback = by_name  # type: ignore[assignment]
    return default


def _context(name: str) -> ssl.SSLContext:
    certificate, key = FOLDER / f"{name}.crt", FOLDER / f"{name}.key"
    if not certificate.exists():
        _issue(name, "/CN=notification sink", f"subjectAltName=DNS:{name}", "-CA", str(CA_FILE), "-CAkey", str(_CA_KEY))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def _issue(file: str, subject: str, extension: str, *signer: str) -> None:
    out = ("-keyout", str(FOLDER / f"{file}.key"), "-out", str(FOLDER / f"{file}.crt"))
    subprocess.run(  # noqa: S603 - the name was checked, and no shell reads it
        [
            "/usr/bin/openssl",
            "req",
            "-x509",
            *_KEY,
            "-days",
            _DAYS,
            "-subj",
            subject,
            "-addext",
            extension,
            *signer,
            *out,
        ],
        check=True,
        capture_output=True,
    )
