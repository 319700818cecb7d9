"""Gunicorn for `make run` and for the systemd unit. Threads wait for the database, processes share the cores."""

import gc
import os
from pathlib import Path

host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
bind = f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"
worker_class = "deploy.worker.Worker"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 120  # an import by the admin or a report over years is one request
graceful_timeout = 10
# Every request goes to the process that is free: kept connections would all stay with the one that was up first, and with its one core.
keepalive = 0
max_requests, max_requests_jitter = 20_000, 2_000
wsgi_app = "cms.wsgi:application"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK) else None
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES", "") or "127.0.0.1"
loglevel = os.environ.get("LOG_LEVEL", "warning")
accesslog = "-" if os.environ.get("ACCESS_LOG") else None


def post_worker_init(worker):
    """Leave what is loaded once out of each collection of garbage: to look through it took 0.2 s in the middle of a page."""
    gc.collect()
    gc.freeze()
