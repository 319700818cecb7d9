"""The web worker: whoever keeps his side of a connection open holds up nobody (deploy/worker.py)."""

import selectors
import socket
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from deploy import worker as module


class Connection:
    """As gunicorn's: a socket, and a way to close it."""

    def __init__(self, sock):
        self.sock = sock


class Clock:
    """The seconds that the worker reads."""

    now = 0.0

    def monotonic(self):
        return self.now


@pytest.fixture
def hall(monkeypatch):
    """A worker with a poller and no process; `answered()` is a connection whose answer was written: (connection, the peer's end)."""
    worker = object.__new__(module.Worker)
    worker.poller, worker.lingering, worker.nr_conns, worker.alive, worker.pending_conns = selectors.DefaultSelector(), {}, 0, True, []
    clock, ends = Clock(), []
    monkeypatch.setattr(module, "time", clock)

    def answered():
        ours, theirs = socket.socketpair()
        ends.extend((ours, theirs))
        worker.nr_conns += 1
        connection, future = Connection(ours), Future()
        future.set_result(False)  # not kept for a second request
        ours.sendall(b"answer")
        worker.finish_request(connection, future)
        return connection, theirs

    def look():
        for key, _events in worker.poller.select(0):
            key.data(key.fileobj)
        worker.murder_pending()

    yield SimpleNamespace(worker=worker, clock=clock, answered=answered, look=look)
    for end in ends:
        end.close()
    worker.poller.close()


def test_the_peer_reads_all_and_the_socket_waits_for_his_side(hall):
    """The answer and its end arrive at once; what he still sends is read and forgotten; closed is when he closes."""
    connection, peer = hall.answered()
    assert peer.recv(100) == b"answer" and peer.recv(100) == b"" and hall.worker.nr_conns == 0
    peer.sendall(b"more")
    hall.look()
    assert connection.sock.fileno() != -1
    peer.close()
    hall.look()
    assert connection.sock.fileno() == -1 and not hall.worker.lingering


def test_who_keeps_his_side_open_has_two_seconds(hall):
    """He holds up nobody meanwhile, and is cut afterwards."""
    held, _his = hall.answered()
    hall.clock.now = module.LINGER - 0.1
    later, _other = hall.answered()
    hall.look()
    assert held.sock.fileno() != -1
    hall.clock.now = module.LINGER
    hall.look()
    assert held.sock.fileno() == -1 and later.sock.fileno() != -1


def test_no_more_linger_than_there_is_room_for(hall, monkeypatch):
    """Beyond MOST the oldest goes first; one whose peer is gone already is closed at once."""
    monkeypatch.setattr(module, "MOST", 2)
    first, second, third = (hall.answered()[0] for _n in range(3))
    assert first.sock.fileno() == -1 and {second, third} == set(hall.worker.lingering)
