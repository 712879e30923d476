"""A process that appends weekly releases until it is killed. Run: appender.py STORE."""

import sys
from pathlib import Path

from offtake.store import Store
from store.making import weekly_release

SERIES = 50


def main(path: Path) -> None:
    store = Store.open(path)
    while True:
        made, observations, content = weekly_release(store.revision, series=SERIES)
        store.append(made, observations, content=content)
        sys.stdout.write(f"{store.revision}\n")
        sys.stdout.flush()
        if store.revision % 3 == 0:
            store.compact()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
