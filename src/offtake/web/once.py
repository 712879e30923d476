"""Answers worked out once, however many ask for the same one at the same time."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar, TypeVarTuple, Unpack

_Asked = TypeVarTuple("_Asked")
_Answer = TypeVar("_Answer")


class _Place(Generic[_Answer]):
    """Where one answer is kept once it is there; who holds the lock works it out."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.answers: list[_Answer] = []


def once(
    work: Callable[[Unpack[_Asked]], _Answer], *, most: int
) -> Callable[[Unpack[_Asked]], _Answer]:
    """Return `work` that keeps its newest answers, up to `most`; who asks meanwhile waits.

    What failed is not kept: who waited for it asks again.

    >>> asked = []
    >>> double = once(lambda number: asked.append(number) or 2 * number, most=2)
    >>> double(4), double(4), asked
    (8, 8, [4])
    """
    held: OrderedDict[tuple[object, ...], _Place[_Answer]] = OrderedDict()
    lock = Lock()

    def ask(*asked: *_Asked) -> _Answer:
        with lock:
            place = held.setdefault(asked, _Place())
            held.move_to_end(asked)
            if len(held) > most:
                held.popitem(last=False)
        with place.lock:
            if not place.answers:
                place.answers.append(work(*asked))
            return place.answers[0]

    return ask
