"""SFTP that remembers servers: a changed key is refused, a new server remembered.

fsspec's own accepts any key every time, which would hand the password to whoever answers. Needs the extra
`sftp`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from ingest.store import PRIVATE_FILE, PRIVATE_FOLDER

_SILENCE_SECONDS = 60


class KnownHostSFTP(SFTPFileSystem):  # type: ignore[misc]
    """Files over SFTP; server keys are kept in `known_hosts`, beside those of the system."""

    cachable = False

    def __init__(self, host: str, known_hosts: Path, **options: Any) -> None:
        self._known_hosts = known_hosts
        super().__init__(host, **options)

    def _connect(self) -> None:
        self._known_hosts.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        self._known_hosts.touch(mode=PRIVATE_FILE, exist_ok=True)
        self.client = paramiko.SSHClient()
        self.client.load_system_host_keys()
        self.client.load_host_keys(str(self._known_hosts))
        # saves the key of a server that is not known yet; one that is known with another key raises
        # BadHostKeyException
        self.client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        try:
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()
            channel = self.ftp.get_channel()
            if channel is not None:
                channel.settimeout(_SILENCE_SECONDS)
        except BaseException:
            self.client.close()
            raise
