"""The first view of every page after a new revision was taken up, from a real server on loopback.

A release is appended to a copy of the bundled store while the server runs; once it speaks of the
new revision each page is asked for once, one after another. Nothing was read before, so that no
page is ready. The bound is 2 s for the slowest.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from offtake.store import Store
from offtake.workspace import Workspace
from offtake.workspace.supplies import bundle
from store.making import weekly_release
from web.running import PAGES, Server, running

BOUND = 2.0


def main() -> int:
    """Print the figures and return 1 where a first view took longer than the bound."""
    register = Workspace.open().register.values()
    asked = [one for one in PAGES if not one.endswith("my-us-coal-43m")]
    asked += [f"/pledges/{one.id}" for one in register]
    asked += sorted({f"/groups/{one.group}" for one in register})
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(bundle(), home / "store")
        with running(home) as server:
            first = revision(server)
            store = Store.open(home / "store")
            release, observations, content = weekly_release(store.revision, series=50)
            store.append(release, observations, content=content)
            begun, longest = time.perf_counter(), 0.0
            while revision(server) == first:
                longest = max(longest, timed(server, "/methods"))
                time.sleep(0.02)
            took_up = time.perf_counter() - begun
            waits = {path: timed(server, path) for path in dict.fromkeys(asked)}
    slowest = max(waits, key=lambda path: waits[path])
    print(
        f"{len(waits)} pages: slowest {slowest} {waits[slowest]:.2f} s (bound {BOUND}), median "
        f"{median(waits.values()) * 1000:.0f} ms, {sum(one > 1 for one in waits.values())} over "
        f"1 s; taken up after {took_up:.1f} s, meanwhile a ready page waited at most "
        f"{longest * 1000:.0f} ms"
    )
    return int(waits[slowest] > BOUND)


def revision(server: Server) -> int:
    """Return the revision that the server speaks of."""
    return int(server.ask("/methods").headers["etag"].strip('"').split("-")[0])


def timed(server: Server, path: str) -> float:
    """Return how long an answer took."""
    begun = time.perf_counter()
    if server.ask(path).status != 200:
        raise RuntimeError(path)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
