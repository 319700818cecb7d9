"""The web worker: gunicorn's threads, with a main thread that waits for nobody."""

import socket
import time
from functools import partial
from selectors import EVENT_READ

from gunicorn.workers.gthread import ThreadWorker

LINGER = 2.0  # seconds that a peer has to close its side, as gunicorn's own
MOST = 200  # connections that linger at a time: beyond it the oldest is cut


class Worker(ThreadWorker):
    """gthread, but the poller waits until a peer closes its side.

    gunicorn 27.0.1 waits for that in the one thread that takes new connections: each answer costs everybody a round trip to the slowest reader, and
    who keeps his side open stops the process for two seconds. Goes when gunicorn lingers in its poller itself.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lingering = {}  # connection: until when (monotonic), oldest first

    def finish_request(self, conn, fs):
        conn.close = partial(self.part, conn)
        super().finish_request(conn, fs)

    def part(self, conn, graceful=False):
        """Says that nothing more comes; the socket is closed when the peer has closed its side too, or has had his time."""
        try:
            if not graceful:
                raise OSError
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, EVENT_READ, partial(self.drain, conn))
        except (OSError, KeyError, ValueError):  # gone already
            conn.sock.close()
            return
        self.lingering[conn] = time.monotonic() + LINGER
        while len(self.lingering) > MOST:
            self.cut(next(iter(self.lingering)))

    def drain(self, conn, sock):
        """What still arrives is read and forgotten: unread bytes would make the kernel take back the end of the answer."""
        try:
            more = sock.recv(65536)
        except OSError:
            more = b""
        if not more:
            self.cut(conn)

    def cut(self, conn):
        self.lingering.pop(conn)
        self.poller.unregister(conn.sock)
        conn.sock.close()

    def murder_pending(self):
        super().murder_pending()
        now = time.monotonic()
        while self.lingering and next(iter(self.lingering.values())) <= now:
            self.cut(next(iter(self.lingering)))
