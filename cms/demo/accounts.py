"""The demo's accounts and the file that lists them."""

import contextlib
import json
import os
import secrets
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from .bureau import ADMINISTRATOR, PEOPLE, make_account

# No letter or digit that is read as another.
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


def path():
    """DATA_DIR/demo-accounts.json."""
    return settings.DATA_DIR / "demo-accounts.json"


def new_password():
    """The password of DEMO_PASSWORD for all, or a random one of 14 characters."""
    return os.environ.get("DEMO_PASSWORD") or "".join(secrets.choice(LETTERS) for _n in range(14))


@contextlib.contextmanager
def hashing():
    """Gives `later(user, password)`: the hash of a password, slow by design, is made beside whatever the block does, and entered at its end."""
    waiting = []
    with ThreadPoolExecutor(max_workers=max((os.cpu_count() or 1) - 1, 1)) as pool:
        try:
            yield lambda user, password: waiting.append((user, pool.submit(make_password, password)))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        for user, made in waiting:
            user.password = made.result()
        get_user_model().objects.bulk_update([user for user, _made in waiting], ["password"])


def make_accounts(step, later):
    """Every account of the demo, made where it is missing, and the file that lists them; {username: user}. `step(words)` tells of progress.

    An account and a password that are there already stay. Where the file was lost, it is written anew with new passwords: the old ones are not known.
    `later`: of `hashing`, at whose end the new passwords are good.
    """
    listed = {row["username"]: row for row in read()}
    everybody = [*PEOPLE, (*ADMINISTRATOR, None, None, (), "")]
    known = set(get_user_model().objects.filter(username__in=[row[0] for row in everybody]).values_list("username", flat=True))
    users, rows = {}, []
    for username, name, kind, code, charge, _title in everybody:
        users[username] = make_account(username, name, kind)
        password = listed.get(username, {}).get("password") or new_password()
        if username not in known or username not in listed:
            later(users[username], password)
        post = str(kind) if kind else "administrator"
        rows.append({"username": username, "password": password, "post": post, "division": code, "divisions": list(charge), "name": name})
        step("账号")
    write(rows)
    return users


def read():
    """The rows of the file, [] when there is none."""
    return json.loads(path().read_text(encoding="utf-8")) if path().exists() else []


def write(rows):
    """Write the file for its owner alone (mode 0600): never readable by others, not even while it is written."""
    path().parent.mkdir(parents=True, exist_ok=True)
    beside = path().with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(rows, out, ensure_ascii=False, indent=1)
    beside.replace(path())
