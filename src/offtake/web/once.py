"""Answers worked out once, however many ask for the same one at the same time."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import TypeVar, TypeVarTuple, Unpack

_Asked = TypeVarTuple("_Asked")
_Answer = TypeVar("_Answer")


def once(
    work: Callable[[Unpack[_Asked]], _Answer], *, most: int
) -> Callable[[Unpack[_Asked]], _Answer]:
    """Return `work` that keeps its newest answers, up to `most`; who asks meanwhile waits.

    What failed is not kept.

    >>> asked = []
    >>> double = once(lambda number: asked.append(number) or 2 * number, most=2)
    >>> double(4), double(4), asked
    (8, 8, [4])
    """
    held: OrderedDict[tuple[object, ...], Future[_Answer]] = OrderedDict()
    lock = Lock()

    def ask(*asked: *_Asked) -> _Answer:
        with lock:
            found = held.get(asked)
            is_mine = found is None
            if found is None:
                found = held[asked] = Future()
            held.move_to_end(asked)
            if len(held) > most:
                held.popitem(last=False)
        if is_mine:
            try:
                found.set_result(work(*asked))
            except BaseException as problem:
                with lock:
                    held.pop(asked, None)
                found.set_exception(problem)
                raise
        return found.result()

    return ask
