"""Running the server on a port of this machine."""

import logging
import sys

import uvicorn

from offtake.web.edge import Edge


def serve(app: Edge, *, host: str, port: int) -> None:
    """Answer on a port until the process is told to end.

    No line is written for a request: an address can hold what a reader would rather keep.
    """
    logging.getLogger("offtake").addHandler(logging.StreamHandler(sys.stderr))
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=15,
        limit_concurrency=500,
        h11_max_incomplete_event_size=16_384,
        lifespan="on",
    )
    uvicorn.Server(config).run()
