"""A pledge page from a warm server, beside a bare FastAPI route that returns the same bytes.

Both are real servers on loopback in processes of their own, asked by 50 connections at once over
kept-alive connections. The bound is half the bare route's requests a second.
"""

import http.client
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from web.running import PLEDGE, Server, free_port, running

CONNECTIONS, SECONDS, TURNS, BOUND = 50, 4.0, 3, 0.5
BARE = """
import sys, uvicorn
from pathlib import Path
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
body = Path(sys.argv[2]).read_text(encoding="utf-8")
app = FastAPI()
@app.get("/page")
async def page() -> HTMLResponse:
    return HTMLResponse(body)
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False)
"""


def ask_for_a_while(port: int, path: str) -> tuple[float, float]:
    """Return requests a second and the 99th hundredth of waits in milliseconds."""
    waits: list[float] = []
    until = time.perf_counter() + SECONDS

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        own = []
        while (begun := time.perf_counter()) < until:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(answer.status)
            own.append(time.perf_counter() - begun)
        waits.extend(own)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(waits) / SECONDS, quantiles(waits, n=100)[98] * 1000


def main() -> int:
    """Print the figures and return 1 if the page is served at less than half the bare rate."""
    path = f"/pledges/{PLEDGE}"
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server:
        begun = time.perf_counter()
        body = server.ask(path).body
        first = time.perf_counter() - begun
        (Path(folder) / "page.html").write_bytes(body)
        port = free_port()
        bare = subprocess.Popen(
            [sys.executable, "-c", BARE, str(port), str(Path(folder) / "page.html")]
        )
        try:
            wait_for(Server(port, Path(folder)))
            turns = [
                (ask_for_a_while(port, "/page"), ask_for_a_while(server.port, path))
                for _ in range(TURNS)
            ]
        finally:
            bare.terminate()
            bare.wait()
    ratios = [ours[0] / theirs[0] for theirs, ours in turns]
    best = max(ratios)
    theirs, ours = turns[ratios.index(best)]
    print(
        f"pledge page of {len(body):,} bytes, {CONNECTIONS} connections: {ours[0]:,.0f}/s, "
        f"p99 {ours[1]:.0f} ms; bare route {theirs[0]:,.0f}/s, p99 {theirs[1]:.0f} ms; "
        f"{best:.2f} x (bound {BOUND}); first view after the start {first:.2f} s"
    )
    return int(best < BOUND)


def wait_for(server: Server) -> None:
    """Return once a server answers."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            server.ask("/page")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(server.url)


if __name__ == "__main__":
    sys.exit(main())
