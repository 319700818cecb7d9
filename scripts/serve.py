"""`make run`: brings the database up to date, serves with gunicorn, and runs the clocks and the outbox beside it every 15 seconds.

Stays in the foreground until SIGTERM or Ctrl-C, starts again what dies, and ends all it started. `serve.py clocks` is the second of the two
processes: one Django that stays, since starting a Python every 15 seconds would cost more than the work. `serve.py static` and
`serve.py packages` work beside a first start.
"""

import compileall
import contextlib
import ctypes
import gc
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import traceback
import unicodedata
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EVERY = 15  # seconds between two rounds of the clocks and the outbox
PATIENCE = 10  # seconds for the children to end by themselves
BESIDE = []  # what works beside a first start and is not waited for


def words(chinese, english):
    """Chinese alone where the terminal's language is Chinese, else both: a bureau reads it, and whoever helps it."""
    language = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return chinese if language.lower().startswith("zh") else f"{chinese} {english}"


def say(chinese, english):
    print(words(chinese, english), flush=True)


def column(rows):
    """Rows of (label, where) under each other; a Chinese character is as wide as two others."""
    width = {label: sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in label) for label, _where in rows}
    return "\n".join(f"  {label}{' ' * (max(width.values()) - width[label] + 2)}{where}" for label, where in rows)


# ---- before serving ----


def free(host, port):
    """Whether the address can be listened on; else the reason."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return str(error)


def call(name, *args):
    """Runs a management command where the site has it."""
    from django.core.management import call_command, get_commands

    if name in get_commands():
        call_command(name, *args)


def bring_up_to_date():
    """Migrations, the site's set-up, the demo bureau for an empty database, static files; each only where there is something to do."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    static = None
    if not stamp_of(settings).exists():
        static = beside_us("static")
        BESIDE.append(beside_us("packages"))
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("正在更新数据库……", "Migrating the database …")
        gc.freeze()  # what was imported stays: the collector need not look through it at every step of the models
        call("migrate", "--verbosity=0", "--no-input")
    half = settings.DATA_DIR / "demo-half-loaded"
    empty = not get_user_model().objects.exists()
    call("setup_site")
    if empty or half.exists():
        say("数据库为空，正在载入演示数据……", "The database is empty: loading the demo bureau …")
        half.touch()
        call("demo")
        half.unlink()
    if static and static.wait():
        sys.exit(words("收集静态文件失败，原因见上。", "The static files could not be collected; the lines above say why."))
    collect_static(settings)
    connection.close()
    return settings


def beside_us(task):
    """This file with a task of its own in a process beside this one, for a first start on more than one core; it ends with this one."""
    return subprocess.Popen([sys.executable, str(Path(__file__)), task], cwd=ROOT, start_new_session=True, preexec_fn=die_with_parent)


def static():
    """Collects the static files: the task beside a first start."""
    import django

    django.setup()
    from django.conf import settings

    collect_static(settings)
    return 0


def packages():
    """Compiles the packages, which are installed uncompiled: not waited for, and for the starts after this one."""
    os.nice(10)
    compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2)
    return 0


def stamp_of(settings):
    """The file that says of which state the static files were collected."""
    return settings.STATIC_ROOT / ".collected"


def collect_static(settings):
    """Collects the static files when one was added, taken away or written since the last time."""
    from django.contrib.staticfiles.finders import get_finders

    found = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            with contextlib.suppress(OSError, NotImplementedError):
                state = os.stat(storage.path(path))
                found.append((path, state.st_size, int(state.st_mtime)))
    now = hashlib.sha256(json.dumps(sorted(found)).encode()).hexdigest()
    stamp = stamp_of(settings)
    if not (stamp.exists() and stamp.read_text() == now):
        say("正在收集静态文件……", "Collecting static files …")
        call("collectstatic", "--no-input", "--verbosity=0")
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(now)


# ---- serving ----


def die_with_parent():
    """On Linux a child gets SIGTERM when this process is killed the hard way; elsewhere it is left to its owner."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Child:
    """A process that is started again when it ends, later each time while it keeps ending at once."""

    def __init__(self, name, command):
        self.name, self.command, self.wait, self.again_at = name, command, 1, 0
        self.process = None
        self.start()

    def start(self):
        # A session of its own: Ctrl-C in the terminal reaches this process alone, which then ends the children in order.
        self.process = subprocess.Popen(self.command, cwd=ROOT, start_new_session=True, preexec_fn=die_with_parent)
        self.started = time.monotonic()

    def look_after(self):
        """Starts it again when it has ended."""
        if self.process.poll() is None:
            return
        if not self.again_at:
            self.wait = 1 if time.monotonic() - self.started > 60 else min(self.wait * 2, 60)
            self.again_at = time.monotonic() + self.wait
            chinese, english, code = *self.name, self.process.returncode
            say(f"{chinese}已退出（{code}），{self.wait} 秒后重新启动。", f"{english} ended with {code}; starting it again in {self.wait} s.")
        elif time.monotonic() >= self.again_at:
            self.again_at = 0
            self.start()

    def end(self, number=signal.SIGTERM):
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)


def announce(host, port, settings, stop):
    """Waits until /readyz answers 200, then says where everything is."""
    here = "127.0.0.1" if host in ("0.0.0.0", "::", "[::]", "") else host
    base = f"http://{f'[{here}]' if ':' in here and not here.startswith('[') else here}:{port}"
    hosts = settings.ALLOWED_HOSTS
    known = next((name for name in hosts if not name.startswith((".", "*"))), here) if "*" not in hosts and here not in hosts else here
    request = urllib.request.Request(f"{base}/readyz", headers={"Host": known})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until, last = time.monotonic() + 180, ""
    while not stop.is_set() and time.monotonic() < until:
        try:
            with opener.open(request, timeout=5) as answer:
                if answer.status == 200:
                    break
        except urllib.error.HTTPError as error:
            last = f"{error.code} {error.read(300).decode(errors='replace').strip()}"
        except OSError as error:
            last = str(error)
        stop.wait(0.5)
    else:
        if not stop.is_set():
            say(f"{base}/readyz 三分钟内没有就绪：{last}", f"{base}/readyz did not answer 200 within three minutes: {last}")
        return
    accounts = settings.DATA_DIR / "demo-accounts.json"
    if accounts.exists():
        known = words("演示账号", "Demo accounts"), accounts
    else:
        known = words("账号", "Accounts"), words("第一个用 manage.py createsuperuser 建立", "manage.py createsuperuser makes the first")
    lines = [
        (words("门户网站", "Portal"), f"{base}/"),
        (words("管理后台", "Admin"), f"{base}/admin/"),
        (words("数据接口", "API"), f"{base}/api/v3/docs/"),
        known,
        (words("数据目录", "Data"), settings.DATA_DIR),
    ]
    print("\n".join([words("已就绪。", "Ready."), column(lines), words("按 Ctrl-C 结束。", "Ctrl-C ends it.")]), flush=True)


def serve():
    """Serves until told to stop; 0 when told so, 1 when it could not start."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if reason := free(host, port):
        say(f"HOST、PORT：{host}:{port} 不能监听（{reason}），请换一个 PORT。", f"{host}:{port} cannot be listened on; choose another PORT.")
        return 1
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set() if started else sys.exit(0))
    started = []
    settings = bring_up_to_date()
    started += [
        Child(("网站服务", "The server"), [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]),
        Child(("定时任务", "The clocks"), [sys.executable, str(Path(__file__)), "clocks"]),
    ]
    threading.Thread(target=announce, args=(host, port, settings, stop), daemon=True).start()
    make = os.getppid() if os.environ.get("MAKELEVEL") else None
    while not stop.wait(0.5):
        for child in started:
            child.look_after()
        if make and os.getppid() != make:  # `make` was killed the hard way
            break
    for child in started:
        child.end()
    until = time.monotonic() + PATIENCE
    for child in started:
        try:
            child.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.end(signal.SIGKILL)
            child.process.wait()
    for process in BESIDE:
        process.kill()  # it only compiles: a file is there whole or not at all
        process.wait()
    return 0


# ---- the clocks ----


def clocks():
    """`run_clocks` and `deliver` every 15 seconds until told to stop; a round that fails is said and tried again."""
    import django

    django.setup()
    from django.db import close_old_connections

    stop, parent = threading.Event(), os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set() and os.getppid() == parent:
        for name, *args in (("run_clocks",), ("deliver", "--once")):
            try:
                call(name, *args)
            except BaseException:  # a command may end with SystemExit
                traceback.print_exc()
            close_old_connections()
        stop.wait(EVERY)
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    os.chdir(ROOT)
    sys.stdout.reconfigure(errors="replace")  # a terminal whose encoding has no Chinese is told the rest
    sys.exit({"clocks": clocks, "static": static, "packages": packages}.get("".join(sys.argv[1:]), serve)())
