#!/usr/bin/env python
"""List the messages that Wagtail and its companions leave in English, and keep the catalogue of this site that supplies them.

    python scripts/wagtail_messages.py           updates and compiles cms/locale_wagtail: new messages come in empty, those no longer needed go
    python scripts/wagtail_messages.py --check   changes nothing; exit 1 and a list when the catalogue does not fit the installed packages

A message is left out when the package's compiled zh_Hans catalogue has no text for it (untranslated, fuzzy, or no catalogue at all).
An entry under the comment 改译 replaces a translation that the package does have; it stays as long as the package has the message.
makemessages never finds these messages, since their source is not ours: hence a folder of its own, which LOCALE_PATHS names.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

import polib

HERE = Path(__file__).resolve().parent.parent / "cms" / "locale_wagtail" / "zh_Hans" / "LC_MESSAGES"
DOMAINS = ("django", "djangojs")
LANGUAGE = "zh_Hans"
BETTER = "改译"
# package → the language whose catalogue lists its messages. All of Wagtail, whether this site installs the part or not;
# of Django what a Wagtail site shows (its own admin is not installed); django-filter has Chinese only under zh_CN, which zh-hans never loads.
PACKAGES = {
    "django.conf": "en",
    "django.contrib.auth": "en",
    "django.contrib.contenttypes": "en",
    "django.contrib.postgres": "en",
    "django.contrib.redirects": "en",
    "django.contrib.sessions": "en",
    "django.contrib.sites": "en",
    "django_filters": "zh_CN",
    "taggit": "en",
    "wagtail": "en",
    "wagtail_modeladmin": "en",
}
# Messages that a package shows but takes from one whose catalogue is not loaded: wagtail-modeladmin uses the filters of Django's own admin.
BORROWED = {"django.contrib.admin": ("contrib/admin/filters.py",)}


def folder(package):
    """Where an installed package lies; None when it is not installed. Does not import it (most need a configured Django)."""
    first, *rest = package.split(".")
    spec = importlib.util.find_spec(first)
    return Path(spec.origin).parent.joinpath(*rest) if spec else None


def borrowed(domain):
    """The messages that are shown without their package being installed as an app, as {key: entry}; none of them has Chinese here."""
    found = {}
    for package, sources in BORROWED.items():
        path = folder(package) / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        for entry in polib.pofile(str(path)) if path.exists() else ():
            if any(place.startswith(sources) for place, _line in entry.occurrences):
                found[key(entry)] = entry
    return found


def catalogues(domain):
    """Yield (catalogue that lists the messages, path of the Chinese .mo or None) of every installed package."""
    for package, listed in PACKAGES.items():
        if place := folder(package):
            whole = package in ("wagtail", "django_filters", "taggit", "wagtail_modeladmin")
            for po in sorted(place.glob(f"{'**/' if whole else ''}locale/{listed}/LC_MESSAGES/{domain}.po")):
                mo = po.parents[2] / LANGUAGE / "LC_MESSAGES" / f"{domain}.mo"
                yield polib.pofile(str(po)), mo if mo.exists() else None


def key(entry):
    """What tells two messages apart."""
    return entry.msgctxt, entry.msgid


def text(entry):
    """The Chinese of an entry: one string, as Chinese has no plural; empty when there is none."""
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def all_messages(domain):
    """Every message of the installed packages as {key: entry}."""
    return {key(entry): entry for listed, _mo in catalogues(domain) for entry in listed if not entry.obsolete} | borrowed(domain)


def left_out(domain):
    """The messages without Chinese in the catalogue of the package that has them, as {key: entry}; a package's own Chinese never serves another."""
    found = borrowed(domain)
    for listed, mo in catalogues(domain):
        chinese = {key(entry) for entry in polib.mofile(str(mo)) if text(entry)} if mo else set()
        found |= {key(entry): entry for entry in listed if not entry.obsolete and key(entry) not in chinese}
    return found


def ours(domain):
    """The catalogue of this site as it stands; an empty one when there is none yet."""
    path = HERE / f"{domain}.po"
    if path.exists():
        return polib.pofile(str(path), wrapwidth=120)
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = {
        "Project-Id-Version": "gongkai",
        "Language": LANGUAGE,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    catalogue.header = " What the installed Wagtail leaves in English. Kept by scripts/wagtail_messages.py; write translations here."
    return catalogue


def compare(domain):
    """(messages to add as entries, own entries that are no longer needed) for a domain."""
    catalogue, wanted, known = ours(domain), left_out(domain), all_messages(domain)
    have = {key(entry) for entry in catalogue}
    missing = [entry for name, entry in wanted.items() if name not in have]
    surplus = [entry for entry in catalogue if key(entry) not in wanted and not (BETTER in entry.tcomment and key(entry) in known)]
    return missing, surplus


def bring_up_to_date(domain):
    """Add what is missing, empty, and drop what is no longer needed; returns how many messages wait for a translation."""
    catalogue = ours(domain)
    missing, surplus = compare(domain)
    gone = {key(entry) for entry in surplus}
    kept = [entry for entry in catalogue if key(entry) not in gone]
    catalogue.clear()
    catalogue.extend(kept)
    for entry in missing:
        flags = [flag for flag in entry.flags if flag.endswith("-format")]
        fresh = polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgid_plural=entry.msgid_plural, flags=flags)
        if entry.msgid_plural:
            fresh.msgstr_plural = {0: ""}
        catalogue.append(fresh)
    HERE.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(HERE / f"{domain}.po"))
    return sum(not text(entry) for entry in catalogue)


def main(arguments):
    """Run as a command; returns the exit code."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write(__doc__)
        return 1
    if not arguments:
        waiting = {domain: bring_up_to_date(domain) for domain in DOMAINS}
        sys.stdout.write("".join(f"{domain}.po: {count} waiting for a translation\n" for domain, count in waiting.items()))
        for domain in DOMAINS:
            subprocess.run(["msgfmt", "--check-format", "-o", HERE / f"{domain}.mo", HERE / f"{domain}.po"], check=True)
        return 0
    faults = []
    for domain in DOMAINS:
        missing, surplus = compare(domain)
        faults += [f"{domain}: not in the catalogue: {entry.msgid!r}" for entry in missing]
        faults += [f"{domain}: no longer needed: {entry.msgid!r}" for entry in surplus]
        faults += [f"{domain}: no Chinese yet: {entry.msgid!r}" for entry in ours(domain) if not text(entry)]
    sys.stderr.write("".join(f"{fault}\n" for fault in faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
