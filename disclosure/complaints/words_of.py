"""The handler's own words: what goes to those whom a complaint is about tells neither who came nor what he wrote (信访工作条例 art. 30)."""

import re

from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid
from disclosure.rules.masking import repeated
from disclosure.rules.reporting import RUN, bare, copied, numbers_like, tells

PREFIXES = ("TS", "XC")  # complaints and their inquiries
SHORT = 4  # a title of fewer signs is a word that anybody uses
EXACT = 8  # … and of a complaint that nothing is said of here, anybody's words with fewer than these
MOST = 2000  # complaints of which reporters, titles and words are looked for
_WORKS = re.compile("《[^《》]{1,100}》")  # what a law or a document is called is nobody's own
_NUMBER = numbers_like(PREFIXES)


def require_own(complaint, text, field, *, title=False):
    """Refuse a text that holds the reporter's name, telephone, address or case number, or a run of his own words. Raises Invalid(field).

    title: also one that takes over the title that he gave it.
    """
    case = complaint.case
    if tells(text, (complaint.name, complaint.phone, case.email, case.number)):
        raise Invalid(_("“{field}” names the reporter or his case: take it out.").format(field=field), field=field)
    if run := copied(text, f"{complaint.subject}\n{complaint.text}"):
        raise Invalid(_("“{field}” takes over the reporter's own words (“{run}…”): say it in yours.").format(field=field, run=run[:16]), field=field)
    if title and len(bare(complaint.subject)) >= SHORT and tells(text, (complaint.subject,)):
        raise Invalid(_("This takes over the title of the complaint: say it in your words."), field=field)


def require_unnumbered(text, field):
    """Refuse a text that names anything by a number like those of complaints and inquiries, whether there is one or not. Raises Invalid(field)."""
    if found := _NUMBER.search(text or ""):
        sentence = _("“{number}” is written like the number of a complaint or an inquiry, which goes to no division: say it without the number.")
        raise Invalid(sentence.format(number=found[0]), field=field)


def require_impersonal(complaints, texts, on):
    """Refuse texts, {field: text}, that tell of a person: a mobile or identity number, whosever it is; of the newest 2,000 of `complaints` (a
    queryset) a reporter's name or telephone, the title word for word, or a run of his own words. on: the day (date). Raises Invalid(field).
    """
    texts = {field: text for field, text in texts.items() if text}
    if not texts:
        return
    known = list(complaints.order_by("-pk").values_list("name", "phone", "subject", "text")[:MOST])
    for field, text in texts.items():
        if number := repeated(text, on, [phone for _name, phone, _subject, _text in known]):
            sentence = _("“{field}” holds a telephone or identity number of a person ({number}): leave it out.")
            raise Invalid(sentence.format(field=field, number=number), field=field)
        said = bare(text)
        runs = {said[start : start + RUN] for start in range(len(said) - RUN + 1)}
        for name, phone, subject, words in known:
            if any(len(secret) > 1 and secret in said for secret in (bare(name or ""), bare(phone or ""))):
                raise Invalid(_("“{field}” names the reporter or his case: take it out.").format(field=field), field=field)
            if len(title := bare(subject)) >= EXACT and title in said:
                raise Invalid(_("This takes over the title of the complaint: say it in your words."), field=field)
            if run := _taken(runs, words):
                sentence = _("“{field}” takes over the reporter's own words (“{run}…”): say it in yours.")
                raise Invalid(sentence.format(field=field, run=run), field=field)


def _taken(runs, words):
    """The first of `runs`, of RUN signs each, that stands in the `words` of a reporter; "" for none."""
    words = bare(_WORKS.sub("", words)) if runs else ""
    return next((run for start in range(len(words) - RUN + 1) if (run := words[start : start + RUN]) in runs), "")
