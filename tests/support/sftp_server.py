"""A real SFTP server on the loopback, in a thread, with a folder, one user, and faults on demand."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko


@dataclass
class SFTPFolder:
    """The folder served. `breaks` says how often the line goes down after the first 40,000 bytes of a file."""

    root: Path
    port: int = 0
    password: str = "sandi-uji"
    host_key: paramiko.PKey = field(default_factory=lambda: paramiko.RSAKey.generate(2048))
    client_key: paramiko.PKey | None = None
    breaks: int = 0
    written: list[str] = field(default_factory=list)
    transports: list[paramiko.Transport] = field(default_factory=list)


class _Door(paramiko.ServerInterface):
    def __init__(self, folder: SFTPFolder) -> None:
        self.folder = folder

    def check_auth_password(self, username: str, password: str) -> int:
        is_right = (username, password) == ("petugas", self.folder.password)
        return paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        known = self.folder.client_key
        is_right = known is not None and key.asbytes() == known.asbytes() and username == "petugas"
        return paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _OpenFile(paramiko.SFTPHandle):
    def __init__(self, path: Path, folder: SFTPFolder, transport: paramiko.Transport) -> None:
        super().__init__()
        self.path, self.folder, self.transport = path, folder, transport
        self.bytes = path.read_bytes()

    def read(self, offset: int, length: int) -> bytes | int:
        if self.folder.breaks and offset >= 40_000:
            self.folder.breaks -= 1
            self.transport.close()
            return paramiko.SFTP_FAILURE
        return self.bytes[offset : offset + length]

    def stat(self) -> paramiko.SFTPAttributes:
        return paramiko.SFTPAttributes.from_stat(self.path.stat())


class _Files(paramiko.SFTPServerInterface):
    def __init__(self, server: _Door, folder: SFTPFolder, transport: paramiko.Transport) -> None:
        super().__init__(server)
        self.folder, self.transport = folder, transport

    def _path(self, path: str) -> Path:
        return self.folder.root / path.lstrip("/")

    def list_folder(self, path: str) -> Any:
        if not self._path(path).is_dir():
            return paramiko.SFTP_NO_SUCH_FILE
        return [
            paramiko.SFTPAttributes.from_stat(entry.stat(), entry.name) for entry in sorted(self._path(path).iterdir())
        ]

    def stat(self, path: str) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except FileNotFoundError:
            return paramiko.SFTP_NO_SUCH_FILE

    lstat = stat

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> Any:
        if flags & (os.O_WRONLY | os.O_RDWR):
            self.folder.written.append(path)
            return paramiko.SFTP_PERMISSION_DENIED
        return _OpenFile(self._path(path), self.folder, self.transport)

    def remove(self, path: str) -> int:
        self.folder.written.append(path)
        return paramiko.SFTP_PERMISSION_DENIED


@contextmanager
def serving(folder: SFTPFolder) -> Iterator[SFTPFolder]:
    """Serves `folder` on a free port of 127.0.0.1 until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    folder.port = listener.getsockname()[1]

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(folder.host_key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, folder, transport)
            folder.transports.append(transport)
            try:
                transport.start_server(server=_Door(folder))
            except (paramiko.SSHException, EOFError, OSError):
                transport.close()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield folder
    finally:
        # shutdown wakes the thread that waits in accept; close alone does not
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for transport in folder.transports:
            transport.close()
