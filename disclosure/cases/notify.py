"""Mail about a case: to the citizen what came and what to do by when, to the people of the house the number and the way to it.

A mail is a row in the outbox of the same transaction. None holds a code, and none to the house a word of what a citizen wrote or who he is.
"""

from contextlib import contextmanager

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.models import Site

from disclosure.clocks.actions import day_of
from disclosure.org.posts import posts_of
from disclosure.outbox.work import enqueue

from . import access
from .awaited import awaited
from .clock import promise_of, reckon
from .sentences import day_words
from .states import CaseState


@contextmanager
def _site_language():
    """Mail is written in the language of the site, whoever is at the keyboard."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


def tracking_address(case):
    """Where a citizen reads his case, as an absolute address: the default site's, else the setting SITE_URL."""
    site = Site.objects.filter(is_default_site=True).first()
    base = (site.root_url if site else "") or getattr(settings, "SITE_URL", "") or ""
    return f"{base.rstrip('/')}{reverse('disclosure_track')}?number={case.number}"


def address(name, pk):
    """A page of the admin (name of its address, number of its row), as an absolute address."""
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "") or ""
    return base.rstrip("/") + reverse(name, args=[pk])


# ---- to the citizen

NEWS = {
    "receipt": gettext_noop("it has been received"),
    "accepted": gettext_noop("it is accepted for handling"),
    "correction": gettext_noop("please complete it"),
    "asked": gettext_noop("others are consulted"),
    "fee": gettext_noop("a fee is to be paid"),
    "extended": gettext_noop("the limit is extended"),
    "kind": gettext_noop("it is handled as another kind"),
    "answer": gettext_noop("it is answered"),
    "taken_back": gettext_noop("files given with the answer were taken back"),
}


def tell(case, what, *, at, letter=None):
    """Announce by mail what came (a key of NEWS, or another word for “news”), what the citizen does by when, and where he reads it.

    letter: the Letter that is announced, by default the one that was written at this moment.
    """
    if not case.email:
        return
    letter = letter or case.letters.filter(public=True, made_at=at).last()
    with _site_language():
        news = _(NEWS[what]) if what in NEWS else _("there is news")
        subject = f"{case.number}：{letter.title if letter else news}"
        lines = [_("{number}: {news}.").format(number=case.number, news=news)]
        if letter:
            name = f"《{letter.title}》{f'（{letter.number}）' if letter.number else ''}"
            lines.append(_("A letter waits for you there: {letter}.").format(letter=name))
        lines += [*what_next(case, at), "", _("Read it with the number and your code:"), tracking_address(case)]
    enqueue(key=f"case:{case.pk}:{what}:{int(at.timestamp())}", to=case.email, subject=subject, body="\n".join(lines), at=at)


def what_next(case, at):
    """What a mail says of days: what the citizen does by when, else by when this bureau answers, else what he may do with the answer."""
    if waits := awaited(case, day_of(at)):
        return [waits.words, waits.otherwise]
    if case.is_open and case.due_on:
        said = [_("This bureau answers by {day} at the latest.").format(day=day_words(case.due_on))]
        if promise := promise_of(case, reckon(case)):
            said.append(promise.words)
        return said
    if case.state == CaseState.ANSWERED:
        return [_("If the answer does, confirm it there; if it does not, ask there for it to be looked at again.")]
    return []


# ---- to the people of the house

OPENED = gettext_noop("{kind} {number} has arrived, due on {due}. You own it until somebody else has accepted it.")
OFFERED = gettext_noop("{kind} {number} is offered to you, due on {due}. Accept or decline it; until then its owner stays who he is.")
ACCEPTED = gettext_noop("{kind} {number} was accepted; you own it no longer.")
DECLINED = gettext_noop("{kind} {number} was declined; you still own it. It is due on {due}.")
GIVEN = gettext_noop("{kind} {number} is yours now, due on {due}.")
CORRECTED = gettext_noop("{kind} {number}: the correction has come. It is due on {due}.")
ADDED = gettext_noop("{kind} {number}: something was added to it. It is due on {due}.")
CONFIRMED = gettext_noop("{kind} {number}: the answer was confirmed. Nothing is left to do.")
REOPENED = gettext_noop("{kind} {number}: the answer does not do; it is yours again and due on {due}.")
WITHDRAWN = gettext_noop("{kind} {number} was withdrawn. Nothing is left to do.")


def tell_person(user, case, what, sentence, *, at):
    """A mail to somebody of the house about a case, with the way to it where he may open it; nothing to whom the case is kept from.

    sentence: a msgid of this module, in which {kind}, {number} and {due} are filled in. `what` makes the key of the message unique.
    """
    on = day_of(at)
    if user is None or not user.email or not user.is_active or user.pk in access.kept_from(case, on):
        return
    with _site_language():
        text = _(sentence).format(kind=case.get_kind_display(), number=case.number, due=day_words(case.due_on) if case.due_on else "—")
    opens = user.pk == case.owner_id or access.capacity(user, case, on)
    body = f"{text}\n\n{address('disclosure_cases_case', case.pk)}" if opens else text
    enqueue(key=f"owner:{case.pk}:{what}:{int(at.timestamp())}:{user.pk}", to=user.email, subject=text, body=body, at=at)


def tell_owner(case, what, sentence, *, at, by=None):
    """The same to the owner of a case, unless it is he who acts; where nobody owns it, or its owner has left, to who holds its desk that day."""
    owner = case.owner
    if owner is None or not posts_of(owner, day_of(at)):
        from django.contrib.auth import get_user_model

        holder, _post = access.desk_holder(case.kind, day_of(at), case.desk)
        owner = get_user_model().objects.filter(pk=holder.user_id).first() if holder else None
    if by is None or owner is None or owner.pk != by.pk:
        tell_person(owner, case, what, sentence, at=at)
