"""Reaches a folder or file elsewhere through fsspec: lists it, fetches one file.

Knows how each kind of server takes a login and tells that a file changed. Whether a file is wanted, and
trying again when the line breaks, is the work of `ingest.inbox.pull`.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from posixpath import basename, dirname, normpath
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

CONNECT_SECONDS = 30
SILENCE_SECONDS = 60
_SECURE_DAV = {"webdav": "http", "dav": "http", "webdavs": "https", "davs": "https"}
# How the various servers name the moment of the last change. An entity tag counts as well, but not for
# steadiness: servers that share the load may each give their own.
_CHANGED = ("mtime", "Last-Modified", "LastModified", "modified", "modify", "last_write_time")
_TAG = ("ETag", "etag")
_RESERVED = set('<>:"|?*\\/')
# Left behind by spreadsheet programs, file managers and uploads under way; never somebody's data.
_TEMPORARY = (
    ".*", "~*", "*.tmp", "*.temp", "*.part", "*.partial", "*.filepart", "*.crdownload", "*.swp", "thumbs.db",
    "desktop.ini",
)  # fmt: skip
Login = Mapping[str, str]


class AddressError(ValueError):
    """An address that no server can have, or with secrets; shows none of them."""


@dataclass(frozen=True)
class Entry:
    """One entry of a folder: its inbox name, its server path, and why `refused`."""

    name: str
    path: str
    refused: str = ""


@dataclass(frozen=True)
class State:
    """A file as the server tells of it at one moment."""

    is_folder: bool
    size: int | None
    changed: str
    tag: str

    @property
    def version(self) -> str:
        """A mark that differs when the file does; empty when the server tells nothing."""
        marks = ("" if self.size is None else str(self.size), self.changed, self.tag)
        return "|".join(marks) if self.changed or self.tag else ""

    def is_steady(self, later: State) -> bool:
        """True when the file is the same `later`: it is not being uploaded just now."""
        return (self.size, self.changed) == (later.size, later.changed)


class Remote:
    """An open line to one address; it only reads, nothing on the server changes."""

    def __init__(self, filesystem: Any, address: str, root: str) -> None:
        self._filesystem = filesystem
        self._is_web = address.startswith(("http:", "https:"))
        self._is_folder = urlsplit(address).path.endswith("/")
        self._root = root

    def entries(self) -> list[Entry]:
        """The entries at the address, in order of name, without folders and temporary files."""
        if self._is_folder:
            items = self._filesystem.ls(self._root, detail=True)
            found = [self._entry(item) for item in items if item["type"] != "directory"]
        else:
            found = [self._entry({"name": self._root})]
        kept = [entry for entry in found if entry.refused or (entry.name and not matches(entry.name, _TEMPORARY))]
        return sorted(kept, key=lambda entry: (entry.name, entry.path))

    def look(self, entry: Entry) -> State:
        """The server's present word on the file."""
        self._filesystem.invalidate_cache()
        info = self._filesystem.info(entry.path)
        size = info.get("size")
        changed = next((str(info[key]) for key in _CHANGED if info.get(key)), "")
        tag = next((str(info[key]) for key in _TAG if info.get(key)), "")
        return State(info.get("type") == "directory", None if size is None else int(size), changed, tag)

    def fetch(self, entry: Entry, target: Path) -> None:
        """Writes the bytes of the file to `target`."""
        self._filesystem.get_file(entry.path, str(target))

    def close(self) -> None:
        """Hangs up, where the kind of line knows how."""
        close: Callable[[], None] | None = getattr(getattr(self._filesystem, "client", None), "close", None)
        if close is not None:
            close()

    def _entry(self, item: Mapping[str, Any]) -> Entry:
        path = html.unescape(item["name"]) if self._is_web else str(item["name"])
        # decoded after the split: an encoded slash makes a path out of a name, which safe_name refuses
        server_name = unquote(basename(urlsplit(path).path)) if self._is_web else basename(path)
        name = safe_name(server_name)
        if name is None and server_name:
            return Entry(ascii(server_name)[1:-1][:80], path, "nama berkas tidak aman")
        if item.get("islink"):
            return Entry(server_name, path, "tautan, bukan berkas")
        if self._is_web and server_name and not self._is_inside(path):
            return Entry(server_name, path, "di luar folder yang disebut")
        return Entry(name or "", path)

    def _is_inside(self, link: str) -> bool:
        """True for an index page's link to the same server, right into the same folder."""
        root, found = urlsplit(self._root), urlsplit(link)
        folder = dirname(normpath(unquote(found.path)))
        here = dirname(unquote(root.path)) or "/"
        return (found.scheme, found.netloc) == (root.scheme, root.netloc) and folder == here


def safe_name(raw_name: str) -> str | None:
    r"""The name as a file of the inbox, or None when unsafe or impossible.

    >>> safe_name("PKH tahap 1.xlsx"), safe_name("../.ssh/id"), safe_name(".."), safe_name("a\x00b")
    ('PKH tahap 1.xlsx', None, None, None)
    """
    name = unicodedata.normalize("NFC", raw_name)
    if name.strip(". ") == "" or _RESERVED & set(name) or any(unicodedata.category(sign) == "Cc" for sign in name):
        return None
    return name if len(name.encode()) <= 200 else None


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    """True when the name matches one of the patterns, in whatever case."""
    return any(fnmatch(name.lower(), pattern.lower()) for pattern in patterns)


def shown(address: str) -> str:
    """The address without login and query, fit for a message.

    >>> shown("https://user:pass@files.example/list/?token=secret")
    'https://files.example/list/'
    """
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def connect(address: str, login: Login, known_hosts: Path) -> Remote:
    """An open line to `address`. Raises AddressError, ImportError, or what the line's own library raises."""
    parts = _checked(address)
    if parts.scheme in ("sftp", "ssh"):
        from ingest.inbox.sftp import KnownHostSFTP

        filesystem: Any = KnownHostSFTP(skip_instance_cache=True, known_hosts=known_hosts, **_sftp(parts, login))
        return Remote(filesystem, address, parts.path)
    import fsspec

    protocol = "webdav" if parts.scheme in _SECURE_DAV else parts.scheme or "file"
    if protocol not in fsspec.available_protocols():
        raise AddressError(f"jenis alamat {protocol!r} tidak dikenal")
    filesystem = fsspec.filesystem(protocol, skip_instance_cache=True, **_options(parts, login))
    if protocol in ("http", "https"):
        return Remote(filesystem, address, address)
    if protocol == "webdav":
        return Remote(filesystem, address, parts.path)
    return Remote(filesystem, address, filesystem._strip_protocol(address))


def _checked(address: str) -> SplitResult:
    parts = urlsplit(address)
    if "{" in address or "}" in address:
        raise AddressError("hanya {semester} dan {agency} yang dikenal di dalam alamat")
    if "::" in address or (not parts.scheme and not address.startswith("/")):
        raise AddressError("tulis `inbox`, folder lengkap dari akar, atau alamat seperti sftp://host/folder/")
    if parts.path in ("", "/") and not parts.scheme:
        raise AddressError("akar sistem berkas bukan folder kiriman")
    if parts.query and parts.path.endswith("/"):
        raise AddressError("alamat folder tidak boleh memakai tanda tanya")
    if parts.password:
        raise AddressError("kata sandi tidak boleh ditulis di agency.yml")
    return parts


def _sftp(parts: SplitResult, login: Login) -> dict[str, Any]:
    options: dict[str, Any] = {
        "host": parts.hostname or "",
        "port": parts.port or 22,
        "username": login.get("username") or parts.username,
        "timeout": CONNECT_SECONDS,
        "banner_timeout": CONNECT_SECONDS,
        "auth_timeout": CONNECT_SECONDS,
    }
    if login.get("password"):
        # only what was given: keys of whoever runs this are no business of the agency's server
        options |= {"password": login["password"], "look_for_keys": False, "allow_agent": False}
    if login.get("key_file"):
        options |= {"key_filename": login["key_file"], "look_for_keys": False, "allow_agent": False}
    return options


def _options(parts: SplitResult, login: Login) -> dict[str, Any]:
    """The fsspec options of this kind of address."""
    user, password, token = login.get("username") or parts.username, login.get("password"), login.get("token")
    if parts.scheme in ("http", "https"):
        return {"client_kwargs": _web(user, password, token)}
    if parts.scheme in _SECURE_DAV:
        base = urlunsplit((_SECURE_DAV[parts.scheme], parts.netloc.rpartition("@")[2], "/", "", ""))
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return {"base_url": base, "auth": (user, password or "") if user else None, "headers": headers}
    if parts.scheme in ("s3", "s3a"):
        keys = {"key": user, "secret": password, "token": token, "endpoint_url": login.get("endpoint")}
        return {name: value for name, value in keys.items() if value}
    if parts.scheme in ("", "file", "local"):
        return {}
    options = {
        "host": parts.hostname,
        "port": parts.port,
        "username": user,
        "password": password,
        "token": token,
    }
    return {name: value for name, value in options.items() if value}


def _web(user: str | None, password: str | None, token: str | None) -> dict[str, Any]:
    import aiohttp

    # identity: the bytes as they lie there, so that their number can be checked
    headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {token}"} if token else {})
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS)
    auth = aiohttp.BasicAuth(user, password or "") if user and not token else None
    return {"headers": headers, "timeout": timeout, "auth": auth}
