"""Chinese first: every message of ours has its Chinese, compiled, in the catalogue of its own room, and nothing of Wagtail's is left in English."""

import datetime as dt
import inspect
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import translation
from django.utils.timesince import timesince
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.ui.sidebar import MainMenuModule
from wagtail.models import Collection, Page, Task, Workflow

polib = pytest.importorskip("polib")

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("cms", "disclosure", "dashboard")
CATALOGUES = sorted(po for package in PACKAGES for po in (ROOT / package).glob("**/zh_Hans/LC_MESSAGES/*.po"))
HELD = re.compile(r"%\(\w+\)[a-z]|%[sdr]|(?<!\{)\{\w*\}(?!\})")
TAG = re.compile(r"<[^>]+>")
wagtail_messages = runpy.run_path(str(ROOT / "scripts" / "wagtail_messages.py"))
key, text = wagtail_messages["key"], wagtail_messages["text"]


def name(po):
    return str(po.relative_to(ROOT))


def source(entry):
    """The English whose placeholders the Chinese must keep: of a plural the plural, since Chinese has one form for both."""
    return entry.msgid_plural or entry.msgid


def where(path, entry):
    """The catalogue that lacks an entry and the first line that uses the message."""
    home = "no catalogue here" if path.parts[0] == "locale" else str(path.parents[3])
    return f"{home} ({':'.join(entry.occurrences[0]) if entry.occurrences else '?'})"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Catalogues as makemessages would make them from today's sources, made in a copy: {path in the repository: catalogue}."""
    if not shutil.which("xgettext"):
        from tests.conftest import lacking

        lacking("gettext", "xgettext is not installed")
    copy = tmp_path_factory.mktemp("messages")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("*.pyc", "migrations", "data", "vendor", "*.min.js", "*.mo"))
    (copy / "locale").mkdir()  # what lies outside every catalogue lands here
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [Path(sys.executable).with_name("django-admin"), "makemessages", "-l", "zh_Hans", "--no-obsolete"]
    for domain in ("django", "djangojs"):
        done = subprocess.run([*command, "-d", domain], cwd=copy, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return {po.relative_to(copy): polib.pofile(str(po)) for po in copy.glob("**/zh_Hans/LC_MESSAGES/*.po") if "locale_wagtail" not in po.parts}


def test_every_message_in_the_sources_has_chinese(collected):
    """A message without an entry, without Chinese or with a guess (fuzzy) fails, and names the catalogue where it belongs."""
    missing = [
        f"{where(path, entry)}: {entry.msgid!r}{' (fuzzy)' if entry.fuzzy else ''}"
        for path, catalogue in collected.items()
        for entry in catalogue
        if not entry.obsolete and (entry.fuzzy or not text(entry))
    ]
    assert not missing, "without Chinese:\n" + "\n".join(missing)


@pytest.mark.parametrize("po", CATALOGUES, ids=name)
def test_catalogue_is_complete_and_its_compiled_form_is_of_today(po):
    """No empty or fuzzy entry, and the .mo beside it, which is what Django reads, says the same."""
    catalogue = polib.pofile(str(po))
    assert not [entry.msgid for entry in catalogue if not entry.obsolete and (entry.fuzzy or not text(entry))]
    mo = po.with_suffix(".mo")
    assert mo.exists(), "not compiled (make messages)"
    assert {key(e): text(e) for e in polib.mofile(str(mo))} == {key(e): text(e) for e in catalogue if not e.obsolete}, "compile again (make messages)"


@pytest.mark.parametrize("po", CATALOGUES, ids=name)
def test_placeholders_and_marks_survive_translation(po):
    """Each placeholder and HTML tag of the English stands in the Chinese as often as there."""
    wrong = []
    for entry in polib.pofile(str(po)):
        for pattern in (HELD, TAG):
            if Counter(pattern.findall(source(entry))) != Counter(pattern.findall(text(entry))):
                wrong.append(f"{source(entry)!r} → {text(entry)!r}")
    assert not wrong, "\n".join(wrong)


def test_no_other_catalogue_speaks_over_ours():
    """Django melts all catalogues into one: where Wagtail or another room has other words for the same English, ours is never seen.

    The cure is another English (or a context, pgettext) for what is another thing.
    """
    drowned = []
    with translation.override("zh-hans"):
        for po in CATALOGUES:
            for entry in polib.pofile(str(po)) if po.name == "django.po" else ():
                if entry.obsolete or not text(entry):
                    continue
                if entry.msgid_plural:
                    seen = translation.ngettext(entry.msgid, entry.msgid_plural, 2)
                elif entry.msgctxt:
                    seen = translation.pgettext(entry.msgctxt, entry.msgid)
                else:
                    seen = translation.gettext(entry.msgid)
                if seen != text(entry):
                    drowned.append(f"{name(po)}: {entry.msgid!r} is shown as {seen!r}, not {text(entry)!r}")
    assert not drowned, "\n".join(drowned)


def test_every_message_is_asked_for_in_a_way_that_is_collected():
    """xgettext knows gettext's own names and `_`, and looks into no f-string: what is asked for otherwise never reaches a catalogue."""
    faults = []
    for package in ("disclosure", "dashboard", "cms"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                renamed = re.search(r"gettext(_lazy|_noop)? as (?!_\b)", line)
                hidden = re.search(r"""\bf(["']).*\{[^{}]*\b(_|n?p?gettext\w*)\(""", line)
                if renamed or hidden:
                    faults.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not faults, "\n".join(faults)


def test_nothing_of_wagtail_is_left_in_english():
    """Wagtail's own Chinese and ours together have every message of the installed version, and ours holds none that is no longer needed."""
    faults = []
    for domain in wagtail_messages["DOMAINS"]:
        missing, surplus = wagtail_messages["compare"](domain)
        faults += [f"{domain}: missing {entry.msgid!r}" for entry in missing] + [f"{domain}: not needed {entry.msgid!r}" for entry in surplus]
    assert not faults, "run scripts/wagtail_messages.py:\n" + "\n".join(faults)


def test_javascript_of_the_admin_speaks_chinese(rf):
    """The catalogue that Wagtail's admin loads for its scripts holds our supplement too."""
    with translation.override("zh-hans"):
        body = JavaScriptCatalog.as_view(packages=["wagtail.admin"])(rf.get("/")).content.decode()
    supplement = polib.pofile(str(ROOT / "cms/locale_wagtail/zh_Hans/LC_MESSAGES/djangojs.po"))
    assert all(json.dumps(text(entry)) in body for entry in supplement)


def test_words_that_wagtail_never_marked_are_chinese_here_and_still_unmarked_there():
    """cms/words.py gives labels to fields that Wagtail leaves to Django's English guess; one that Wagtail marks itself can go."""
    from cms import words

    with translation.override("zh-hans"):
        for form, field, label in words.forms():
            assert form.base_fields[field].label == label
            assert re.search(r"[\u4e00-\u9fff]", str(label)), label
        for view, field, label in words.columns():
            assert next(column for column in view.columns if column.name == field).label == label
            assert re.search(r"[\u4e00-\u9fff]", str(label)), label
    for form, field, _label in words.forms():
        declared = re.search(rf"^    {field} = .*?^    \)", inspect.getsource(form), re.M | re.S)
        assert declared and not re.search(r"\blabel=", declared[0]), f"{form.__name__}.{field} has its own label now: take it out of cms/words.py"


def test_chinese_is_the_language_and_a_staff_member_may_switch_to_english(site, client):
    """Default zh-hans, the clock of Asia/Shanghai; whoever prefers English has the whole admin in it, Wagtail's part and ours."""
    from django.conf import settings
    from django.urls import reverse
    from wagtail.users.models import UserProfile

    from tests import factories

    assert (settings.LANGUAGE_CODE, settings.TIME_ZONE, settings.USE_TZ) == ("zh-hans", "Asia/Shanghai", True)
    user = factories.person()
    client.force_login(user)
    lists = reverse("disclosure_chain:waiting")
    chinese = client.get(lists).content.decode()
    assert 'lang="zh-hans"' in chinese and "我的待办" in chinese
    assert 'value="en"' in client.get(reverse("wagtailadmin_account")).content.decode(), "it is offered"
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "en"
    profile.save()
    english = client.get(lists).content.decode()
    main = english[english.index("<main") : english.index("</main>")]
    assert 'lang="en"' in english and "Waiting for me" in main and not re.search(r"[\u4e00-\u9fff]", main), main


def test_a_new_site_holds_no_english_names(site):
    """Groups, workflows, tasks, pages and collections that `setup_site` leaves have Chinese names, also where Wagtail's migrations made them."""
    named = [
        *Group.objects.values_list("name", flat=True),
        *Workflow.objects.values_list("name", flat=True),
        *Task.objects.values_list("name", flat=True),
        *Page.objects.values_list("title", flat=True),
        *Collection.objects.values_list("name", flat=True),
    ]
    assert named
    assert not [name for name in named if not re.search(r"[\u4e00-\u9fff]", name)]


def test_every_act_in_the_record_has_a_word():
    """A code that some room writes into the ledger ("chain.sign") is shown in words there: the room has named it (disclosure/ledger/words.py)."""
    from disclosure.ledger import words

    written = set()
    for path in [*(ROOT / "disclosure").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")]:
        if path.name != "words.py" and "migrations" not in path.parts:
            written |= set(re.findall(r'(?:record|refused)\(\s*(?:case,\s*)?"([a-z]+\.[a-z_]+)"|"verb": "([a-z]+\.[a-z_]+)"', path.read_text()))
    codes = {code for pair in written for code in pair if code}
    assert {"chain.sign", "org.appoint", "gate.refuse"} <= codes | set(words.ACTS)
    assert not sorted(codes - set(words.ACTS))


def test_people_are_written_as_their_names_are_written():
    """A Chinese name stands family name first, without a space, wherever Wagtail writes a user; another name as Django has it."""
    person = get_user_model()
    assert person(last_name="黄", first_name="国强").get_full_name() == "黄国强"
    assert person(last_name="Doe", first_name="Jo").get_full_name() == "Jo Doe"
    user = person(last_name="黄", first_name="国强", username="chair")
    assert MainMenuModule([], [], user).js_args()[2]["name"] == "黄国强"
    assert MainMenuModule([], [], person(username="chair")).js_args()[2]["name"] == "chair"


def test_the_handbook_names_what_stands_on_the_screen():
    """Every bold name in docs/handbook is the text of some message, page or template: a renamed button fails here."""
    shown = set()
    for po in CATALOGUES:
        shown |= {text(entry) for entry in polib.pofile(str(po))}
    for domain in wagtail_messages["DOMAINS"]:
        for _listed, mo in wagtail_messages["catalogues"](domain):
            shown |= {text(entry) for entry in polib.mofile(str(mo))} if mo else set()
    titles = "".join(path.read_text() for path in (ROOT / "disclosure" / "items").glob("*.py"))
    unknown = []
    for page in sorted((ROOT / "docs" / "handbook").glob("*.md")):
        for name in re.findall(r"\*\*(.+?)\*\*", page.read_text()):
            if name not in shown and f'"{name}"' not in titles:
                unknown.append(f"{page.name}: {name}")
    assert not unknown


@pytest.mark.parametrize("ago, words", [({"days": 250}, "8 个月"), ({"days": 17}, "2 周，3 天")])
def test_how_long_ago_is_said_as_people_say_it(ago, words):
    """“8 月前” is before August."""
    now = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    with translation.override("zh-hans"):
        assert timesince(now - dt.timedelta(**ago), now).replace("\xa0", " ").startswith(words)
