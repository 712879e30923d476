"""One writer at a time, by a lock the operating system drops when its holder dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from offtake.errors import StoreLocked
from offtake.store.files import LOCK

_PID_WIDTH = 20

if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    _BEYOND_THE_PID = 1 << 20  # a locked byte cannot be read by others, so lock one further on

    def _acquire(handle: int) -> bool:
        os.lseek(handle, _BEYOND_THE_PID, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def _acquire(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def writer_lock(root: Path) -> Iterator[None]:
    """Hold the right to write to a store for the length of a block.

    Raises:
        StoreLocked: Another process, or another Store of this one, is writing.
    """
    handle = os.open(root / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _acquire(handle):
            raise StoreLocked(root, _holder(root / LOCK))
        os.write(handle, str(os.getpid()).ljust(_PID_WIDTH).encode())
        yield
    finally:
        os.close(handle)


def _holder(path: Path) -> str:
    pid = path.read_bytes()[:_PID_WIDTH].decode("ascii", "replace").strip()
    return f"process {pid}" if pid.isdigit() else "another process"
