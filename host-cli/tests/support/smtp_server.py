"""An SMTP server for the tests: prints its port, then each letter as a line of JSON; ends with its input.

python smtp_server.py plain|starttls|tls CERTIFICATE KEY
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

MODE, CERTIFICATE, KEY = sys.argv[1:]
BUSY = {"busy@contoso.example": 2}


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if BUSY.get(address, 0) > 0:
            BUSY[address] -= 1
            return "451 try again later"
        if address.startswith("gone@"):
            return "550 no T0SECRET00 here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        told = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": letter["subject"],
            "headers": sorted(name.lower() for name in letter.keys()),
            "text": letter.get_content(),
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "user": session.auth_data and session.auth_data.decode(),
        }
        print(json.dumps(told), flush=True)
        return "250 OK"


def log_in(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (b"flowlock", b"T0SECRET00")
    return AuthResult(success=good, handled=False, auth_data=data.login)


def server(context):
    return SMTP(
        Handler(),
        hostname="localhost",
        authenticator=log_in,
        auth_require_tls=MODE == "starttls",
        tls_context=context if MODE == "starttls" else None,
        require_starttls=MODE == "starttls",
    )


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if MODE != "plain":
        context.load_cert_chain(CERTIFICATE, KEY)
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: server(context), "127.0.0.1", 0, ssl=context if MODE == "tls" else None
    )
    print(listening.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
