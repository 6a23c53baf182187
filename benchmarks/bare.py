"""The yardstick: a bare FastAPI route that checks a body and makes one durable commit, one INSERT a request.

As a process: ``python -m benchmarks.bare FILE async|threads`` says ``{"port": N}`` on its standard output. Both honest
ways are tried and the faster one counts: committing in the event loop, or in FastAPI's threads behind a lock.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import sys
import threading

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from hall.run import GRACE_S


class Posted(BaseModel):
    id: str
    type: str
    text: str


def open_store(path: str) -> sqlite3.Connection:
    """The hall's own pragmas, so that both pay for the same promise."""
    store = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    store.execute("CREATE TABLE posted (id TEXT PRIMARY KEY, type TEXT NOT NULL, text TEXT NOT NULL)")
    return store


def create_app(store: sqlite3.Connection, way: str) -> FastAPI:
    app = FastAPI()
    lock = threading.Lock()

    def insert(posted: Posted) -> dict[str, str]:
        # Outside BEGIN each statement commits by itself: one INSERT, one durable commit.
        store.execute("INSERT INTO posted VALUES (?, ?, ?)", (posted.id, posted.type, posted.text))
        return {"id": posted.id}

    if way == "async":

        @app.post("/posted")
        async def in_the_loop(posted: Posted) -> dict[str, str]:
            return insert(posted)
    else:

        @app.post("/posted")
        def in_threads(posted: Posted) -> dict[str, str]:
            with lock:
                return insert(posted)

    return app


def main() -> None:
    path, way = sys.argv[1:]
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    # The options of hall/run.py: the same loop, the same parser, no access log.
    config = uvicorn.Config(
        create_app(open_store(path), way),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        backlog=2048,
        timeout_graceful_shutdown=GRACE_S,
    )
    sock.listen(2048)
    print(json.dumps({"port": sock.getsockname()[1]}), flush=True)
    uvicorn.Server(config).run(sockets=[sock])


if __name__ == "__main__":
    main()
