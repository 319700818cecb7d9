"""`make messages`: collects the messages of every room into its own catalogue and compiles all. Needs gettext's tools."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADMIN = Path(sys.executable).with_name("django-admin")


def rooms():
    """Folders with a catalogue of their own; `disclosure/` itself keeps the messages of `rules/`."""
    return sorted(path.parent for path in ROOT.glob("*/**/locale") if path.is_dir() and ".venv" not in path.parts)


def main():
    if not shutil.which("xgettext"):
        print("xgettext is missing: install gettext from the system's packages.")
        return 1
    for room in rooms():
        ignore = [f"--ignore={other.relative_to(room)}/*" for other in rooms() if other != room and room in other.parents]
        print(room.relative_to(ROOT), flush=True)
        subprocess.run([ADMIN, "makemessages", "-l", "zh_Hans", "--no-obsolete", "--no-location", *ignore], cwd=room, check=True)
        subprocess.run([ADMIN, "compilemessages", "-l", "zh_Hans"], cwd=room, check=True, stdout=subprocess.DEVNULL)
    return subprocess.run([sys.executable, ROOT / "scripts" / "wagtail_messages.py"]).returncode  # what Wagtail leaves in English


if __name__ == "__main__":
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    sys.exit(main())
