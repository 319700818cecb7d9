"""Under which leader in charge each division stands: one rule for the tree, the filter and what is late, so that all add up (五（二）)."""

from disclosure.org.models import PostKind


def in_charge(who):
    """{code of a division: (account, name) of the leader in charge} on the day of a Who, in the bureau's order; without divisions that have none.

    One leader each: where there are two, who came first, as where a step of the chain waits. What was merged stands under the leader of the
    division that answers for it now. Whoever acts for a leader is none.
    """
    led = {}
    for division in (*who.standing, *who.by_code.values()):
        if division.code not in led:
            held = who.roster.holders(PostKind.SUPERVISING_LEADER, division=division)  # an ended division stands for its successor
            if leader := next(((each.username, each.name) for each in held if not each.on_behalf_of), None):
                led[division.code] = leader
    return led
