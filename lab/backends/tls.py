"""How a service is reached over TLS: whose certificate it must show, and what lab shows it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Tls:
    """`ca_file`: the authorities that are trusted, instead of those of the system. `cert_file` and `key_file`: what lab
    shows of itself. `server_name`: the name in the certificate of the service, where it is not the host of the URL.
    `insecure`: any certificate is accepted."""

    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    server_name: str = ""
    insecure: bool = False


@cache
def context_of(tls: Tls) -> ssl.SSLContext:
    """Raises OSError (ssl.SSLError is one) for a file that cannot be read or is no certificate."""
    context = ssl.create_default_context(cafile=tls.ca_file or None)
    if tls.cert_file:
        # Without a function, a key with a passphrase would be asked for on the terminal.
        context.load_cert_chain(tls.cert_file, tls.key_file or None, password=lambda: "")
    if tls.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def tls_failure(error: ssl.SSLError) -> str:
    """What went wrong, without the names that OpenSSL has for it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message.rstrip('.')}"
    if isinstance(error, ssl.SSLEOFError):
        # The alert that names the reason is lost where the server closes at once.
        return "the connection was closed, as a server does when it demands a client certificate that it trusts"
    match error.reason:
        case "WRONG_VERSION_NUMBER" | "HTTP_REQUEST" | "RECORD_LAYER_FAILURE":
            return "it does not speak TLS on this port: write http:// instead of https://"
        case "TLSV13_ALERT_CERTIFICATE_REQUIRED" | "SSLV3_ALERT_BAD_CERTIFICATE":
            return "it demands a client certificate that it trusts"
    return f"TLS failed: {(error.reason or str(error)).replace('_', ' ').lower()}"
