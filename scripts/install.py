"""Installs a requirements file into the environment this runs in, once: nothing is asked again until the file changes."""

import hashlib
import subprocess
import sys
from pathlib import Path

STAMPS = Path(sys.prefix) / "installed"


def content(path):
    """The file with the files it names by -r, in one string."""
    lines = path.read_text().splitlines()
    return "\n".join(content(path.parent / line[2:].strip()) if line.startswith("-r") else line for line in lines)


def stamp(name):
    return STAMPS / f"{name}.sha256", hashlib.sha256((sys.version + content(Path(name))).encode()).hexdigest()


def main(name):
    kept, now = stamp(name)
    if kept.exists() and kept.read_text() == now:
        return 0
    print(f"正在安装依赖 Installing {name} into {sys.prefix} …", flush=True)
    if code := subprocess.call([sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", "-r", name]):
        print(f"安装失败，原因见上 pip could not install {name} (exit {code}): the lines above say why.")
        return 1
    STAMPS.mkdir(exist_ok=True)
    kept.write_text(now)
    for line in Path(name).read_text().splitlines():
        if line.startswith("-r"):
            also, now = stamp(line[2:].strip())
            also.write_text(now)
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1]))
