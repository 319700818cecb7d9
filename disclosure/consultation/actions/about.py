"""What every verb of this room shares: what its entry is about, the page locked."""

from django.utils.translation import gettext as _

from disclosure.items.models import AgencyPage
from disclosure.ledger.errors import Invalid, NotFound
from disclosure.rules.masking import mails, masked, repeated

from ..models import Comment, ConsultationPage, Participant


def about(page):
    """What the ledger says an entry is about: the consultation, never a citizen."""
    return "page", page.pk, page.title


def locked(page):
    """The consultation, locked to the end of the transaction. NotFound where it is none."""
    found = ConsultationPage.objects.select_for_update(of=("self",)).filter(pk=getattr(page, "pk", page)).first()
    if found is None:
        raise NotFound(_("There is no such consultation."))
    return found


class NotOfTheList(Invalid):
    """A value that a closed list does not have; `labels`: what it has, in words."""

    def __init__(self, sentence, *, field, labels):
        super().__init__(sentence, field=field)
        self.labels = labels


def choice_of(value, choices, field):
    """A code of a closed list, or NotOfTheList naming the field and what it takes."""
    if not isinstance(value, str) or value not in choices.values:
        known = ", ".join(choices.values)
        sentence = _("“{field}”: “{value}” is not one of {known}.").format(field=field, value=value, known=known)
        raise NotOfTheList(sentence, field=field, labels=[str(label) for label in choices.labels])
    return value


def without_numbers_of_persons(text, field, on, page):
    """The words of staff that the public will read, or Invalid: an identity number, a mobile or an e-mail address is nobody's business, nor
    a number that somebody typed in a comment on this draft or as he signed up for a hearing on it (read only where there is a number).

    An office's own telephone stays, also a mobile where the draft or the bureau's page of itself names it; so does its own address for mail.
    """
    addresses = mails(text)
    for address in sorted(addresses - _mails_of_offices(page)) if addresses else ():
        sentence = _("This would be published with an e-mail address (%(address)s): leave it out, or tell the person in another way.")
        raise Invalid(sentence % {"address": masked(address, on)[0]}, field=field)
    if number := repeated(text, on, _typed(page), own=_offices(page)):
        sentence = _("This would be published with a number of a person (%(number)s): leave the number out, or tell the person in another way.")
        raise Invalid(sentence % {"number": number}, field=field)
    return text


def _typed(page):
    for row in Comment.objects.filter(page=page).iterator():
        yield from (row.raw, row.contact)
    for row in Participant.objects.filter(hearing__page=page).iterator():
        yield from (row.name, row.contact)


def _offices(page):
    return [page.phone, page.notice, *AgencyPage.objects.live().values_list("phone", flat=True)]


def _mails_of_offices(page):
    return mails("\n".join([page.notice, page.mailbox, *AgencyPage.objects.live().values_list("email", flat=True)]))
