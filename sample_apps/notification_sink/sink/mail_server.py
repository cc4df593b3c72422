"""Takes mail by SMTP, without TLS and without asking who sends it, on the event loop that also serves HTTP."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session

from sink.mail import local_part, read_mail
from sink.store import Notification, Store

# As many as one connection may name or send before it is taken for one that does not know when to end.
MOST_COMMANDS = 1000
SILENCE_S = 60.0


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


@asynccontextmanager
async def serving(store: Store, port: int, largest: int) -> AsyncIterator[None]:
    """Listens until the block ends. `largest`: bytes of one mail; a larger one is refused with 552."""
    loop = asyncio.get_running_loop()
    mailbox, hostname = Mailbox(store), socket.gethostname()

    def session() -> SMTP:
        return SMTP(
            mailbox,
            data_size_limit=largest,
            enable_SMTPUTF8=True,
            hostname=hostname,  # the default asks the name service, on every connection
            ident="notification sink",
            timeout=SILENCE_S,
            command_call_limit=MOST_COMMANDS,
            loop=loop,
        )

    server = await loop.create_server(session, host="0.0.0.0", port=port)
    try:
        yield
    finally:
        server.close()
