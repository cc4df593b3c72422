"""Receives email over SMTP, with or without STARTTLS and login, on the event loop that also serves HTTP."""

import asyncio
import json
import socket
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from sink.mail import local_part, read_mail
from sink.store import Notification, Store

# Commands per connection, against clients that never end.
MAX_COMMANDS = 1000
IDLE_TIMEOUT_S = 60.0


class Mailbox:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        at = time.time()
        assert isinstance(envelope.content, bytes)
        mail = read_mail(envelope.content, envelope.mail_from or "", envelope.rcpt_tos)
        body = json.dumps(mail, ensure_ascii=False)
        self._store.add(Notification(at, "email", local_part(envelope.rcpt_tos[0]), body, len(body.encode())))
        return "250 OK, kept"


def _accept_login(*_arguments: object) -> AuthResult:
    return AuthResult(success=True)


@asynccontextmanager
async def run_mail_server(store: Store, port: int, max_size: int, tls: ssl.SSLContext) -> AsyncIterator[None]:
    """Listens until the block ends. `max_size`: bytes of one email; a larger one is rejected with 552. Any login is
    accepted, over TLS only."""
    loop = asyncio.get_running_loop()
    mailbox, hostname = Mailbox(store), socket.gethostname()

    def session() -> SMTP:
        return SMTP(
            mailbox,
            data_size_limit=max_size,
            enable_SMTPUTF8=True,
            hostname=hostname,  # the default does a DNS lookup for every connection
            ident="notification sink",
            timeout=IDLE_TIMEOUT_S,
            command_call_limit=MAX_COMMANDS,
            tls_context=tls,
            authenticator=_accept_login,
            # Alertmanager does not know the challenges of this server's LOGIN; PLAIN over TLS says the same.
            auth_exclude_mechanism=["LOGIN"],
            loop=loop,
        )

    server = await loop.create_server(session, host="0.0.0.0", port=port)
    try:
        yield
    finally:
        server.close()
