"""Reading a body under a cap, before and after it is unpacked."""

import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Protocol

from offtake.errors import BodyCut, BodyTooLarge
from offtake.http.calls import Answer
from offtake.http.terms import MEBIBYTE
from offtake.http.troubles import Trouble

Progress = Callable[[int, int | None], None]
"""Is told how many bytes have come, and how many will, where that is known."""
GZIP = zlib.MAX_WBITS | 16
PACKINGS = {"": False, "identity": False, "gzip": True, "x-gzip": True}


class Sink(Protocol):
    """Where a body goes while it comes."""

    def write(self, piece: bytes, /) -> object:
        """Keep a piece."""
        ...


class Memory(BytesIO):
    """Keeps a body in memory; `getvalue` hands it over without a copy."""


class Unpacker:
    """Unpacks gzip piece by piece and stops above a cap, however much hides in few bytes."""

    def __init__(self, *, url: str, cap: int) -> None:
        self._url, self._cap, self._unpacked = url, cap, 0
        self._stream = zlib.decompressobj(GZIP)

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        """Yield what is in some more bytes, at most a mebibyte at a time.

        Raises:
            Trouble: The bytes are not gzip, or unpack to more than the cap.
        """
        while packed:
            if self._stream.eof:
                self._stream = zlib.decompressobj(GZIP)
            try:
                piece = self._stream.decompress(packed, MEBIBYTE)
            except zlib.error as error:
                raise self.cut(f"the gzip does not unpack ({error})") from None
            self._unpacked += len(piece)
            if self._unpacked > self._cap:
                raise too_large(self._url, self._cap)
            yield piece
            packed = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail

    def finish(self) -> None:
        """Check that the gzip was whole.

        Raises:
            Trouble: It ended in the middle.
        """
        if not self._stream.eof:
            raise self.cut("the gzip ends in the middle")

    def cut(self, problem: str) -> Trouble:
        """Return the trouble of a body that is not whole."""
        return Trouble(lambda _: BodyCut(self._url, problem), is_transient=True)


def read_body(
    answer: Answer,
    *,
    into: Sink,
    held: int,
    url: str,
    cap: int,
    progress: Progress | None,
) -> None:
    """Read a body into a sink that holds so many bytes of it already.

    Raises:
        Trouble: It is not whole, does not unpack, or is larger than the cap, packed or unpacked.
    """
    announced = answer.header("content-length")
    total = held + int(announced) if announced.isdigit() else None
    if total is not None and total > cap:
        raise too_large(url, cap)
    unpacker = unpacker_of(answer, url=url, cap=cap)
    come = held
    for chunk in answer.chunks():
        come += len(chunk)
        if come > cap:
            raise too_large(url, cap)
        for piece in unpacker.unpack(chunk) if unpacker else (chunk,):
            into.write(piece)
        if progress:
            progress(come, total)
    if unpacker:
        unpacker.finish()


def unpacker_of(answer: Answer, *, url: str, cap: int) -> Unpacker | None:
    """Return what unpacks a body, or none where it comes as it is.

    Raises:
        Trouble: It is packed in a way that was not asked for.
    """
    packing = answer.header("content-encoding").strip().lower()
    if packing not in PACKINGS:
        problem = f"it is packed as {packing!r}, which was not asked for"
        raise Trouble(lambda _: BodyCut(url, problem), is_transient=False)
    return Unpacker(url=url, cap=cap) if PACKINGS[packing] else None


def too_large(url: str, cap: int) -> Trouble:
    """Return the trouble of a body above the cap."""
    return Trouble(lambda _: BodyTooLarge(url, cap), is_transient=False)
