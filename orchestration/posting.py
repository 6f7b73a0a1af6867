"""Posts a notice: to the outbox folder, and where configured by mail and webhook."""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.request
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ingest.store import private_folder, write_with
from orchestration.notices import Notice
from orchestration.settings import Settings

_SECONDS = 20.0
_KEPT = 200
_PORTS = {"smtp": 587, "smtps": 465}


def post(settings: Settings, notice: Notice) -> list[str]:
    """Posts a notice; gives what went wrong on the way, without addresses and secrets.

    The outbox has it in any case, as a mail that any mail program opens. Nothing here changes how a run ended.
    """
    mail = _mail(settings, notice)
    problems = []
    try:
        _put_out(settings.home / "outbox", notice, mail)
    except OSError as error:
        problems.append(
            f"KBR-003 folder outbox tidak dapat ditulis ({type(error).__name__}); periksa izin dan ruang disk."
        )
    if settings.mail_server is not None:
        try:
            _send(settings.mail_server.get_secret_value(), mail)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            problems.append(f"KBR-001 surat tidak terkirim ({type(error).__name__}); isinya ada di folder outbox.")
    if settings.webhook is not None:
        try:
            _call(settings.webhook.get_secret_value(), notice)
        except (OSError, ValueError) as error:
            problems.append(f"KBR-002 webhook tidak menerima ({type(error).__name__}); isinya ada di folder outbox.")
    return problems


def _mail(settings: Settings, notice: Notice) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = f"[Sinergi] {notice.title}"
    mail["From"] = settings.mail_from or "sinergi@localhost"
    if settings.mail_to:
        mail["To"] = ", ".join(settings.mail_to)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain="sinergi.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(notice.text)
    return mail


def _put_out(folder: Path, notice: Notice, mail: EmailMessage) -> None:
    private_folder(folder)
    for old in sorted(folder.glob("*.eml"))[: -_KEPT + 1]:
        old.unlink()
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]
    write_with(
        folder / f"{at}-{notice.semester}-{notice.kind}.eml", lambda path: path.write_bytes(mail.as_bytes())
    )  # fmt: skip


def _send(address: str, mail: EmailMessage) -> None:
    """Sends by `smtps://user:password@host:port`, or `smtp://`, which goes on under TLS before any password."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
    with server:
        server.ehlo()
        is_closed = parts.scheme == "smtps"
        if not is_closed and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
            is_closed = True
        if parts.username:
            if not is_closed:
                raise ValueError("no TLS: a password is not sent in the open")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: what is posted goes where the settings say, or nowhere."""

    def redirect_request(self, *_: object) -> None:
        return None


def _call(address: str, notice: Notice) -> None:
    content = {
        "text": notice.text, "semester": notice.semester, "kind": notice.kind, "title": notice.title,
        "held": notice.held, "late": notice.late,
    }  # fmt: skip
    request = urllib.request.Request(  # noqa: S310 - the settings take http and https alone
        address, json.dumps(content).encode(), {"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(_StayHere)
    opener.open(request, timeout=_SECONDS).close()
