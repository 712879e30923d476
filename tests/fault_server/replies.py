"""What is served, what can be wrong with it, and the reply that comes of both."""

import gzip
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

BOMB_BYTES = 64 * 1024 * 1024
PAGE = b"<!DOCTYPE html><html><body>We are down for maintenance.</body></html>"


class Fault(StrEnum):
    """What can be wrong with an answer."""

    NONE = "none"
    SILENT = "never answers"
    DRIP = "the body comes a byte at a time"
    DRIP_HEADERS = "the headers come a byte at a time"
    BUSY = "429 with Retry-After"
    ERROR = "500"
    RESET = "the connection is reset in the middle of the body"
    HANG_UP = "the connection is closed before any answer"
    CUT = "the body ends before its announced length"
    SHORT_LENGTH = "the body goes on after its announced length"
    HUGE_LENGTH = "the announced length is a terabyte"
    ENDLESS = "the body does not end"
    HTML = "a page under 200"
    GZIP_BOMB = "few bytes that unpack to many"
    GZIP_GARBAGE = "said to be gzip and is not"
    GZIP_CUT = "gzip that ends in the middle"
    UNKNOWN_PACKING = "packed as nobody asked"
    CHUNK_GARBAGE = "chunked, and the second chunk has no length"
    WRONG_RANGE = "another stretch than the one asked for"


@dataclass(slots=True)
class Specimen:
    """What is served at one address."""

    body: bytes = b""
    media_type: str = "application/json"
    status: int = 200
    etag: str = ""
    last_modified: str = ""
    location: str = ""
    retry_after: str = "1"
    is_packed: bool = False
    needs: Mapping[str, str] = field(default_factory=dict)
    echoes: str = ""
    fault: Fault = Fault.NONE
    times: int | None = None

    def next_fault(self) -> Fault:
        """Return the fault of the next answer; after `times` of them answers are good."""
        if self.times is None:
            return self.fault
        self.times -= 1
        return self.fault if self.times >= 0 else Fault.NONE


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it came; header names in small letters."""

    host: str
    target: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it is sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def good_reply(specimen: Specimen, seen: Seen) -> Reply:
    """Return what a publisher without faults answers."""
    asked = seen.headers
    headers = {"Content-Type": specimen.media_type}
    headers |= {"ETag": specimen.etag} if specimen.etag else {}
    headers |= {"Last-Modified": specimen.last_modified} if specimen.last_modified else {}
    if specimen.echoes:
        headers["Set-Cookie"] = f"echo={asked.get(specimen.echoes, '')}"
    if specimen.location:
        key = asked.get("x-api-key", "")
        return Reply(specimen.status, {"Location": specimen.location.replace("{key}", key)}, b"")
    is_allowed = all(asked.get(name) == value for name, value in specimen.needs.items())
    if not is_allowed or specimen.status != 200:
        return Reply(specimen.status if is_allowed else 403, headers, b"")
    if is_held(specimen, asked):
        return Reply(304, headers, b"")
    return body_reply(specimen, asked, headers)


def body_reply(specimen: Specimen, asked: Mapping[str, str], headers: dict[str, str]) -> Reply:
    """Return the body, or the rest of it, packed where that is allowed."""
    if specimen.etag and asked.get("if-range") == specimen.etag:
        return rest_of(specimen.body, asked["range"], headers)
    if specimen.is_packed and "gzip" in asked.get("accept-encoding", ""):
        packed = gzip.compress(specimen.body)
        return Reply(200, headers | {"Content-Encoding": "gzip"}, packed)
    return Reply(200, headers, specimen.body)


def is_held(specimen: Specimen, asked: Mapping[str, str]) -> bool:
    """Return whether the validators that came are those of what is served."""
    if "if-none-match" in asked:
        return asked["if-none-match"] == specimen.etag
    return bool(specimen.last_modified) and asked.get("if-modified-since") == specimen.last_modified


def rest_of(body: bytes, asked: str, headers: Mapping[str, str]) -> Reply:
    """Return the rest of a body from where a Range header says."""
    start = int(asked.removeprefix("bytes=").removesuffix("-"))
    if start >= len(body):
        return Reply(416, {}, b"")
    span = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
    return Reply(206, {**headers, **span}, body[start:])


def faulty(reply: Reply, specimen: Specimen, fault: Fault) -> Reply:
    """Return a reply with a fault in it."""
    headers, body = dict(reply.headers), reply.body
    gzipped = {**headers, "Content-Encoding": "gzip"}
    length = str(len(body) // 2) if fault is Fault.SHORT_LENGTH else str(10**12)
    chunks = b"4\r\nsome\r\nnot a length\r\n"
    made = {
        Fault.BUSY: Reply(429, {"Retry-After": specimen.retry_after}, b""),
        Fault.ERROR: Reply(500, {}, b"boom"),
        Fault.HTML: Reply(200, {"Content-Type": "text/html; charset=utf-8"}, PAGE),
        Fault.SHORT_LENGTH: Reply(200, {**headers, "Content-Length": length}, body),
        Fault.HUGE_LENGTH: Reply(200, {**headers, "Content-Length": length}, body),
        Fault.ENDLESS: Reply(200, {**headers, "Content-Length": ""}, b""),
        Fault.GZIP_GARBAGE: Reply(200, gzipped, b"this is no gzip"),
        Fault.GZIP_CUT: Reply(200, gzipped, gzip.compress(body)[:-9]),
        Fault.UNKNOWN_PACKING: Reply(200, {**headers, "Content-Encoding": "br"}, body),
        Fault.CHUNK_GARBAGE: Reply(200, {**headers, "Transfer-Encoding": "chunked"}, chunks),
        Fault.WRONG_RANGE: Reply(206, {**headers, "Content-Range": "bytes 0-1/2"}, body[:2]),
    }
    if fault is Fault.GZIP_BOMB:
        return Reply(200, gzipped, gzip.compress(bytes(BOMB_BYTES)))
    return made.get(fault, reply)


def head_of(reply: Reply) -> bytes:
    """Return the first lines of a reply; a length given as nothing is not sent."""
    headers = {"Connection": "close", **reply.headers}
    if "Transfer-Encoding" not in headers:
        headers = {"Content-Length": str(len(reply.body)), **headers}
    lines = [f"{name}: {value}" for name, value in headers.items() if value]
    return "\r\n".join([f"HTTP/1.1 {reply.status} x", *lines, "", ""]).encode("latin-1")


def read_head(source: socket.socket) -> str:
    """Return the first lines of what comes, or nothing where it ends before they do."""
    come = b""
    while not come.endswith(b"\r\n\r\n"):
        piece = source.recv(65536)
        if not piece:
            return ""
        come += piece
    return come.decode("ascii")
