"""What the codes of the record are called on the screen. Each room names its own acts, subjects and posts in ready(); the record keeps the code."""

from django.utils.translation import pgettext_lazy

ACTS, SUBJECTS, POSTS = {}, {}, {}
VALUES = {}  # (room of the act or "", name of a fact) → {code: text}, or fn(code) → text

# The particulars beside an act are recorded under these names; the page of an entry shows the words, the name itself in its title.
FACTS = {
    "about": pgettext_lazy("fact", "about"),
    "abolished_on": pgettext_lazy("fact", "abolished on"),
    "answer": pgettext_lazy("fact", "answer"),
    "approved_by": pgettext_lazy("fact", "approved by"),
    "approved_on": pgettext_lazy("fact", "approved on"),
    "arrival": pgettext_lazy("fact", "way of arrival"),
    "before": pgettext_lazy("fact", "before"),
    "breaches": pgettext_lazy("fact", "breaches of the limit"),
    "carrier": pgettext_lazy("fact", "carrier"),
    "category": pgettext_lazy("fact", "category"),
    "cause": pgettext_lazy("fact", "cause"),
    "channel": pgettext_lazy("fact", "channel"),
    "channels": pgettext_lazy("fact", "channels"),
    "characters": pgettext_lazy("fact", "characters"),
    "choice": pgettext_lazy("fact", "vote"),
    "clause": pgettext_lazy("fact", "clause"),
    "correct_by": pgettext_lazy("fact", "correct by"),
    "count": pgettext_lazy("fact", "count of votes"),
    "counts": pgettext_lazy("fact", "counts"),
    "days": pgettext_lazy("fact", "days"),
    "delegated_from": pgettext_lazy("fact", "delegated from"),
    "delegated_to": pgettext_lazy("fact", "delegated until"),
    "deputy": pgettext_lazy("fact", "deputy"),
    "desk": pgettext_lazy("fact", "desk"),
    "digest": pgettext_lazy("fact", "digest"),
    "display_until": pgettext_lazy("fact", "displayed until"),
    "division": pgettext_lazy("fact", "division"),
    "docket": pgettext_lazy("fact", "docket"),
    "document_number": pgettext_lazy("fact", "document number"),
    "due_on": pgettext_lazy("fact", "due on"),
    "duty": pgettext_lazy("fact", "duty"),
    "exemption": pgettext_lazy("fact", "ground for no consultation"),
    "file": pgettext_lazy("fact", "file"),
    "files": pgettext_lazy("fact", "files"),
    "filed_on": pgettext_lazy("fact", "filed on"),
    "first": pgettext_lazy("fact", "first publication"),
    "formed_on": pgettext_lazy("fact", "formed on"),
    "founded_on": pgettext_lazy("fact", "founded on"),
    "from": pgettext_lazy("fact", "from"),
    "go_live_at": pgettext_lazy("fact", "goes public at"),
    "ground": pgettext_lazy("fact", "ground"),
    "held_at": pgettext_lazy("fact", "held at"),
    "hearing": pgettext_lazy("fact", "hearing"),
    "in_charge_of": pgettext_lazy("fact", "in charge of"),
    "index_number": pgettext_lazy("fact", "index number"),
    "issued_on": pgettext_lazy("fact", "issued on"),
    "items": pgettext_lazy("fact", "items"),
    "kind": pgettext_lazy("fact", "kind"),
    "known": pgettext_lazy("fact", "known since"),
    "last": pgettext_lazy("fact", "last day"),
    "late": pgettext_lazy("fact", "late"),
    "letter": pgettext_lazy("fact", "letter"),
    "masked": pgettext_lazy("fact", "masked places"),
    "matter_due_on": pgettext_lazy("fact", "the matter was due on"),
    "minutes": pgettext_lazy("fact", "minutes"),
    "name": pgettext_lazy("fact", "name"),
    "note": pgettext_lazy("fact", "note"),
    "number": pgettext_lazy("fact", "number"),
    "numbers": pgettext_lazy("fact", "numbers"),
    "of": pgettext_lazy("fact", "of"),
    "office": pgettext_lazy("fact", "is the office"),
    "on": pgettext_lazy("fact", "on"),
    "opinion": pgettext_lazy("fact", "opinion"),
    "outcome": pgettext_lazy("fact", "outcome"),
    "override": pgettext_lazy("fact", "override"),
    "owner": pgettext_lazy("fact", "owner"),
    "owner_kind": pgettext_lazy("fact", "owner"),
    "owner_post": pgettext_lazy("fact", "post of the owner"),
    "page": pgettext_lazy("fact", "page"),
    "part": pgettext_lazy("fact", "part"),
    "party": pgettext_lazy("fact", "party"),
    "passed": pgettext_lazy("fact", "passed"),
    "person": pgettext_lazy("fact", "person"),
    "post": pgettext_lazy("fact", "post"),
    "proposal": pgettext_lazy("fact", "proposal"),
    "published_at": pgettext_lazy("fact", "published at"),
    "question": pgettext_lazy("fact", "question"),
    "reason": pgettext_lazy("fact", "reason"),
    "receipt": pgettext_lazy("fact", "receipt"),
    "received_on": pgettext_lazy("fact", "received on"),
    "refusal": pgettext_lazy("fact", "reason of refusal"),
    "replaced_by": pgettext_lazy("fact", "replaced by"),
    "result": pgettext_lazy("fact", "result"),
    "revision": pgettext_lazy("fact", "revision"),
    "round": pgettext_lazy("fact", "round"),
    "row": pgettext_lazy("fact", "row"),
    "rows": pgettext_lazy("fact", "rows"),
    "scope": pgettext_lazy("fact", "scope"),
    "scopes": pgettext_lazy("fact", "rights of the token"),
    "seats": pgettext_lazy("fact", "seats"),
    "service": pgettext_lazy("fact", "way of service"),
    "sha256": pgettext_lazy("fact", "checksum"),
    "since": pgettext_lazy("fact", "since"),
    "stance": pgettext_lazy("fact", "stance"),
    "state": pgettext_lazy("fact", "state"),
    "step": pgettext_lazy("fact", "step"),
    "successor": pgettext_lazy("fact", "successor"),
    "text": pgettext_lazy("fact", "text"),
    "title": pgettext_lazy("fact", "title"),
    "to": pgettext_lazy("fact", "to"),
    "tracking_number": pgettext_lazy("fact", "tracking number"),
    "type": pgettext_lazy("fact", "type of applicant"),
    "until": pgettext_lazy("fact", "until"),
    "username": pgettext_lazy("fact", "account"),
    "validity": pgettext_lazy("fact", "validity"),
    "verdict": pgettext_lazy("fact", "verdict"),
    "version": pgettext_lazy("fact", "version"),
    "voided": pgettext_lazy("fact", "voided signatures of"),
    "waited_seconds": pgettext_lazy("fact", "waited, in seconds"),
    "way": pgettext_lazy("fact", "way of arrival"),
    "would_void": pgettext_lazy("fact", "would void the signatures of"),
}


def learn(*, acts=None, subjects=None, posts=None, values=None, room=""):
    """Add words: {code: lazy text} of acts ("chain.sign"), kinds of subject ("page") and posts ("division_head").

    values: {name of a fact: {code: text} or fn(code) → text}, for the acts of one room (what stands before the point), "" for all of them.
    """
    ACTS.update(acts or {})
    SUBJECTS.update(subjects or {})
    POSTS.update(posts or {})
    VALUES.update({(room, name): told for name, told in (values or {}).items()})


def value_of(verb, name, code):
    """What a code that an act recorded under a name is called; the code itself where nobody said it."""
    told = VALUES.get((verb.partition(".")[0], name)) or VALUES.get(("", name)) or POSTS
    return (told(code) if callable(told) else told.get(code)) or POSTS.get(code, code)
