"""Who can act at a step: one answer for the verbs under their lock and for the lists that read many rounds at once.

Asks the database for nothing but the bureau's setting, and for whom a delegate signed.
"""

from collections import namedtuple

from disclosure.org.models import BureauSettings, Post, PostKind
from disclosure.rules.chain import Step
from disclosure.rules.meeting import Choice

from .permissions import today

Seat = namedtuple("Seat", "number holdings barred")


def acts_of(rows):
    """[(row, numbers of the people whose act it is)] of signatures and votes: who signed, and the holder in whose name a delegate did (“X for Y”).

    A holder whose post had ended is not meant: of a vacant post the deputy signs for nobody.
    """
    told = {row.post_no for row in rows if row.on_behalf_of}
    posts = {no: (person, to) for no, person, to in Post.objects.filter(pk__in=told).values_list("pk", "person_id", "to_date")} if told else {}
    found = []
    for row in rows:
        people = [row.person_no]
        if row.on_behalf_of and row.post_no in posts:
            person, to_date = posts[row.post_no]
            if to_date is None or to_date >= today(row.at):
                people.append(person)
        found.append((row, people))
    return found


def signers(acts, step, *, leader_may_sit):
    """Numbers of people who signed or voted in another step: nobody signs two, but that the leader in charge may sit in the group (a setting).

    acts: (step, number of a person) of every signature and vote since the last clearance, void ones too; of a delegate's also with the holder.
    """
    apart = {Step.LEADER, Step.GROUP} if leader_may_sit and step in (Step.LEADER, Step.GROUP) else {step}
    return {person for signed, person in acts if signed not in apart}


def barred(authors, acts, step, *, leader_may_sit):
    """Numbers of people who may not act in a step: proposers and authors since the last clearance, and signers of other steps."""
    return frozenset(set(authors) | signers(acts, step, leader_may_sit=leader_may_sit))


def usable(roster, step, division, out):
    """Who can act in head, secrecy or leader: holdings without the people in `out`."""
    return roster.holders(step.post, division=division if step.by_division else None, barred=out)


def seats(roster, out):
    """The seats of the leading group: [Seat(number of the post, who may exercise it, whether it counts as recused)]."""
    found = {}
    for kind in (PostKind.GROUP_MEMBER, PostKind.GROUP_CHAIR):
        for holding in roster.holders(kind):
            found.setdefault(holding.post_id, []).append(holding)
    return [
        Seat(number, [h for h in holdings if h.user_id not in out], any(h.user_id in out and not h.on_behalf_of for h in holdings))
        for number, holdings in found.items()
    ]


def chair(roster, out, votes):
    """Who can chair: the chair, or the member whom the main leader named where he is barred, recused or missing. votes: those in force."""
    recused = {row.person_no for row in votes if row.outcome == Choice.RECUSE}
    return roster.holders(PostKind.GROUP_CHAIR, barred=frozenset(out) | recused)


def leader_may_sit():
    """The bureau's setting: whether the leader in charge may sit and vote in the leading group on what he signed."""
    found = list(BureauSettings.objects.filter(site__is_default_site=True).values_list("group_sits_for_leader", flat=True)[:1])
    return found[0] if found else True
