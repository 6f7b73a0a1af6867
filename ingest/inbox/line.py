"""Asking a server again when the line breaks, and failures told in our words.

Never in the library's: those may hold a login.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ingest.inbox.remote import AddressError, Remote

_LIBRARIES = frozenset(
    {"aiohttp", "paramiko", "botocore", "aiobotocore", "s3fs", "httpx", "httpcore", "webdav4", "smbprotocol", "fsspec",
     "ftplib"}
)  # fmt: skip
# Found by the names of their classes: the libraries are extras and may not be there.
_LOGIN_REFUSED = frozenset(
    {"PermissionError", "AuthenticationException", "BadAuthenticationType", "NoCredentialsError"}
)
_ABSENT = frozenset({"FileNotFoundError", "NotADirectoryError", "IsADirectoryError"})
_UNREACHABLE = frozenset(
    {"ClientConnectorError", "ConnectionRefusedError", "gaierror", "NoValidConnectionsError", "ConnectError",
     "EndpointConnectionError"}
)  # fmt: skip
_ACTIONS = {
    "PULL-001": "tidak dapat dihubungi atau tidak ada ({kind}); periksa `pull:` di agency.yml dan jaringan",
    "PULL-002": "server menolak masuk ({kind}); periksa SINERGI_PULL_{agency}_USERNAME, _PASSWORD, _KEY_FILE, _TOKEN",
    "PULL-003": "terputus atau berubah selagi diambil ({kind}), jadi tidak disimpan; ulangi setelah unggahan selesai",
    "PULL-004": "alamat tidak dapat dipakai: {kind}",
    "PULL-005": "kunci server berubah; tanyakan pengelolanya, lalu hapus barisnya dari berkas known_hosts",
}
Result = TypeVar("Result")


class LineError(Exception):
    """A failure that all tries did not mend: a stable code and a sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(f"{code} {sentence}")


class BrokenOffError(Exception):
    """A file whose bytes are fewer or more than the server told of."""


@dataclass(frozen=True)
class _Failure:
    code: str
    kind: str
    may_pass: bool


class Line:
    """A line to one address, opened when first needed and again after a failure."""

    def __init__(
        self, open_remote: Callable[[], Remote], agency_id: str, address: str, sleep: Callable[[float], None],
        waits: Sequence[float],
    ) -> None:  # fmt: skip
        self._open, self._agency_id, self._address = open_remote, agency_id, address
        self._sleep, self._waits = sleep, tuple(waits)
        self._remote: Remote | None = None

    def ask(self, do: Callable[[Remote], Result], file_name: str = "") -> Result:
        """The result of `do`, tried again after each wait; LineError when it stays failing."""
        waits = iter(self._waits)
        while True:
            try:
                if self._remote is None:
                    self._remote = self._open()
                return do(self._remote)
            except Exception as error:
                failure = _failure(error, is_about_a_file=bool(file_name))
                if failure is None:
                    raise
            self.hang_up()
            wait = next(waits, None) if failure.may_pass else None
            if wait is None:
                break
            self._sleep(wait)
        # outside of `except`: the library's error would travel along, and may hold the login
        action = _ACTIONS[failure.code].format(kind=failure.kind, agency=self._agency_id.upper())
        where = f"{self._address}{': ' + file_name if file_name else ''}"
        raise LineError(failure.code, f"{self._agency_id}: {where}: {action}")

    def hang_up(self) -> None:
        """Closes the line; the next question opens it again."""
        remote, self._remote = self._remote, None
        if remote is not None:
            try:
                remote.close()
            except Exception:  # a broken line may refuse to be closed
                return


def _failure(error: Exception, is_about_a_file: bool) -> _Failure | None:
    """The meaning of an error of the line; None for a fault of ours."""
    names = {kind.__name__ for kind in type(error).__mro__}
    kind, status = type(error).__name__, _status(error)
    is_of_a_library = type(error).__module__.partition(".")[0] in _LIBRARIES
    missing_package = "paket untuk jenis alamat ini belum terpasang, misalnya sinergi[sftp]"
    readings = (
        (isinstance(error, AddressError), _Failure("PULL-004", str(error), False)),
        (isinstance(error, ImportError), _Failure("PULL-004", missing_package, False)),
        ("BadHostKeyException" in names, _Failure("PULL-005", kind, False)),
        (status in (401, 403) or bool(names & _LOGIN_REFUSED), _Failure("PULL-002", kind, False)),
        (status in (404, 410) or bool(names & _ABSENT), _Failure("PULL-001", kind, False)),
        (
            status is not None,
            _Failure("PULL-001", f"jawaban {status}", status in (408, 425, 429) or (status or 0) >= 500),
        ),
        (bool(names & _UNREACHABLE), _Failure("PULL-001", kind, True)),
        (
            isinstance(error, OSError | EOFError | BrokenOffError) or is_of_a_library,
            _Failure("PULL-003" if is_about_a_file else "PULL-001", kind, True),
        ),
    )
    return next((failure for fits, failure in readings if fits), None)


def _status(error: Exception) -> int | None:
    """The HTTP status that an error tells of, whichever library it comes from."""
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    else:
        status = getattr(error, "status", None) or getattr(response, "status_code", None)
    return status if isinstance(status, int) else None
