"""Notices: what they say; outbox, mail server and webhook get the same; trouble on the way stops nothing."""

from __future__ import annotations

import email
import email.policy
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import pytest

from ingest.submission import Submission
from orchestration.automation import PROCESS_TAG, notice_sensors
from orchestration.dagster_private.names import PARTITION_TAG
from orchestration.installation import Installation
from orchestration.notices import Notice, late_notice, run_notice
from orchestration.posting import post
from orchestration.settings import Settings, SettingsError

SEMESTER = "2017-S1"
NOTICE = Notice(
    SEMESTER, "tertahan", "Semester 2017-S1 terbit; 1 kiriman ditahan", ("Ditahan (1):", "  - dinsos/kks KOL-001")
)


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that speaks just enough, keeps the mail, and offers no TLS."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails: list[str] = []
        self.said: list[str] = []


class Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, Mailbox)
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode().strip():
            server.said.append(line.split(":")[0].upper())
            if line.upper() == "DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part.decode())
                server.mails.append("".join(lines))
            self.wfile.write(b"221 bye\r\n" if line.upper() == "QUIT" else b"250 ok\r\n")
            if line.upper() == "QUIT":
                return


class Hook(HTTPServer):
    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), HookHandler)
        self.status = status
        self.bodies: list[dict[str, object]] = []


class HookHandler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Hook)
        server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(server.status)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]  # type: ignore[misc]
    finally:
        server.shutdown()
        server.server_close()


def settings_with(home: Path, **variables: str) -> Settings:
    return Settings.from_environment(home, variables)


def outbox(home: Path) -> list[str]:
    found = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((home / "outbox").iterdir())
    ]
    return [f"{mail['Subject']}|{mail['To'] or ''}|{mail.get_content()}" for mail in found]


def test_the_outbox_has_every_notice_and_is_private(tmp_path: Path) -> None:
    assert post(settings_with(tmp_path), NOTICE) == []
    assert outbox(tmp_path) == [f"[Sinergi] {NOTICE.title}||{NOTICE.text}"]
    folder = tmp_path / "outbox"
    (mail,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, mail.stat().st_mode & 0o777) == (0o700, 0o600)
    assert mail.name.endswith("-2017-S1-tertahan.eml")


def test_mail_server_and_webhook_get_it_too(tmp_path: Path) -> None:
    mailbox, hook = Mailbox(), Hook(204)
    with serving(mailbox) as mail_port, serving(hook) as hook_port:
        settings = settings_with(
            tmp_path, SINERGI_MAIL_SERVER=f"smtp://127.0.0.1:{mail_port}", SINERGI_MAIL_FROM="s@parepare.example",
            SINERGI_MAIL_TO="a@parepare.example, b@parepare.example",
            SINERGI_WEBHOOK_URL=f"http://127.0.0.1:{hook_port}/x",
        )  # fmt: skip
        assert post(settings, NOTICE) == []
    assert mailbox.said.count("RCPT TO") == 2
    (sent,) = mailbox.mails
    assert email.message_from_string(sent, policy=email.policy.default).get_content().splitlines() == (
        NOTICE.text.splitlines()
    )
    assert hook.bodies == [
        {"text": NOTICE.text, "semester": SEMESTER, "kind": "tertahan", "title": NOTICE.title, "held": [], "late": []}
    ]


def test_trouble_on_the_way_is_told_without_secrets_and_the_outbox_has_it(tmp_path: Path) -> None:
    mailbox, hook = Mailbox(), Hook(302)
    with serving(mailbox) as mail_port, serving(hook) as hook_port:
        settings = settings_with(
            tmp_path, SINERGI_MAIL_SERVER=f"smtp://u:sandi-rahasia@127.0.0.1:{mail_port}",
            SINERGI_MAIL_FROM="s@x.example", SINERGI_MAIL_TO="a@x.example",
            SINERGI_WEBHOOK_URL=f"http://127.0.0.1:{hook_port}/kunci-rahasia",
        )  # fmt: skip
        problems = post(settings, NOTICE)
    assert [problem[:7] for problem in problems] == ["KBR-001", "KBR-002"]
    assert "AUTH" not in "".join(mailbox.said), "a password in the open"
    assert "rahasia" not in "".join(problems) + repr(settings)
    assert len(outbox(tmp_path)) == 1


def test_an_outbox_that_cannot_be_written_is_told_and_the_mail_goes_out_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file in its place")
    hook = Hook(204)
    with serving(hook) as port:
        problems = post(settings_with(tmp_path, SINERGI_WEBHOOK_URL=f"http://127.0.0.1:{port}/x"), NOTICE)
    assert [problem[:7] for problem in problems] == ["KBR-003"]
    assert len(hook.bodies) == 1


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SINERGI_MAIL_SERVER": "mail.example"}, "SINERGI_MAIL_SERVER: harus alamat smtp://"),
        ({"SINERGI_MAIL_SERVER": "smtp://mail.example"}, "perlu juga SINERGI_MAIL_FROM"),
        ({"SINERGI_WEBHOOK_URL": "file:///etc/passwd"}, "SINERGI_WEBHOOK_URL: harus alamat http://"),
        ({"SINERGI_WEBHOOK_URL": "http://x:a"}, "SINERGI_WEBHOOK_URL: harus alamat http://"),
    ],
)
def test_an_address_that_cannot_be_is_refused_at_the_start(
    tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings.from_environment(tmp_path, variables)


def held(site: Installation, name: str) -> None:
    submission = Submission(
        submission_id=f"{SEMESTER}-dinsos-kks-1", semester=SEMESTER, agency_id="dinsos", table_id="kks",
        entity="enrolment_records", programme_code="KKS", file_name=name, file_sha256="0" * 64, received_at="",
    ).with_status("held", ("KOL-001", "NIK-103"))  # fmt: skip
    site.ledger.record(submission, 1)


def test_a_notice_names_lists_and_codes_and_no_file(site: Installation) -> None:
    held(site, "KKS Kanariwati 7772014107800001.xlsx")
    told = run_notice(site, SEMESTER, is_published=True, today=date(2017, 7, 20))
    assert (told.kind, told.held) == ("tertahan", ("dinsos/kks KOL-001 NIK-103",))
    assert "dinsos/pkh" in told.late
    assert "dinsos/kks" not in told.late
    failed = run_notice(
        site, SEMESTER, is_published=False, failures=["x: SEP-007 Kanariwati.xlsx, PUB-007"], today=date(2017, 7, 1)
    )
    assert failed.kind == "gagal"
    assert "Kode: PUB-007, SEP-007." in failed.text
    assert failed.late == ()
    assert "Kanariwati" not in told.text + failed.text


def test_late_lists_are_told_when_they_are_late(site: Installation) -> None:
    assert late_notice(site, SEMESTER, date(2017, 7, 14)) is None
    told = late_notice(site, SEMESTER, date(2017, 7, 15))
    assert told is not None
    assert "Batas kirim 14-07-2017" in told.text
    assert told.kind == "terlambat"


def test_a_run_from_the_screen_is_told_and_one_by_command_told_itself(site: Installation) -> None:
    @dg.job(name="semester_job")
    def job() -> None:
        """Does nothing."""

    success, _ = notice_sensors(site, job)  # type: ignore[arg-type]
    with dg.DagsterInstance.ephemeral() as instance:
        for tags in ({PARTITION_TAG: SEMESTER}, {PARTITION_TAG: SEMESTER, PROCESS_TAG: "here:1"}):
            done = job.execute_in_process(instance=instance, tags=tags)
            (end,) = (event for event in done.all_events if event.event_type is dg.DagsterEventType.RUN_SUCCESS)
            context = dg.build_run_status_sensor_context(success.name, end, instance, done.dagster_run)
            success(context)
    assert [subject.split("|")[0] for subject in outbox(site.settings.home)] == [
        "[Sinergi] Semester 2017-S1 terbit: belum ada"
    ]
