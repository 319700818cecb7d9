"""The office's secrecy review (四（二）; 保密法实施条例 art 42: per item, before publication): answers → outcome, or what is wrong with them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """What a review comes to (审查结论)."""

    PUBLISH = "publish", _("May be made public")
    PUBLISH_REDACTED = "publish-redacted", _("May be made public after redaction")
    WITHHOLD = "withhold", _("Not to be made public")
    REFER = "refer", _("Refer to the competent or secrecy authority")


class Ground(TextChoices):
    """The closed list of grounds not to disclose (条例 arts 14–16, 36(7))."""

    N1 = "N1", _("State secret (art. 14)")
    N2 = "N2", _("Disclosure forbidden by law (art. 14)")
    N3 = "N3", _("Endangers national, public or economic security or social stability (art. 14)")
    N4 = "N4", _("Harms a third party: commercial secret or personal privacy (art. 15)")
    N5 = "N5", _("Internal affairs (art. 16)")
    N6 = "N6", _("Process information (art. 16)")
    N7 = "N7", _("Administrative enforcement files (art. 16)")
    N8 = "N8", _("Special access regime (art. 36(7))")


class Override(TextChoices):
    """Why what harms a third party may be public all the same (art. 15)."""

    CONSENT = "consent", _("The right holder consents")
    PUBLIC_INTEREST = "public-interest", _("Withholding would gravely harm the public interest")


class Question(TextChoices):
    """The checklist; the first six ask for a concern, the last two must be yes."""

    STATE_SECRET = "state_secret", _("State secret")
    WORK_SECRET = "work_secret", _("Work secret")
    AGGREGATION = "aggregation", _("Risk by aggregation")
    STABILITY = "stability", _("Security and stability")
    COMMERCIAL_SECRET = "commercial_secret", _("Commercial secret")
    PRIVACY = "privacy", _("Personal privacy")
    ATTACHMENTS_OPENED = "attachments_opened", _("Attachments opened one by one")
    CHANNELS_FIT = "channels_fit", _("Scope and channels fit")

    @property
    def is_concern(self):
        """A yes is a concern; the other two are duties of the reviewer."""
        return self not in (Question.ATTACHMENTS_OPENED, Question.CHANNELS_FIT)

    @property
    def may_be_overridden(self):
        """Consent or public interest may outweigh it (art. 15); never a state secret."""
        return self in (Question.COMMERCIAL_SECRET, Question.PRIVACY)

    @property
    def hint(self):
        return {
            "state_secret": _("Contains a state secret, a mark of secrecy, or its classification is in dispute"),
            "work_secret": _("Contains a work secret or a mark of internal material"),
            "aggregation": _("Together with what is public already it lets one infer what should not be known"),
            "stability": _("Publication may endanger national, public or economic security or social stability"),
            "commercial_secret": _("Contains a commercial secret: offers, processes, unpublished accounts"),
            "privacy": _("Contains personal privacy or lets a person be identified"),
            "attachments_opened": _("Every attachment was opened: hidden columns, tracked changes, properties and pictures too"),
            "channels_fit": _("Scope and channels suit the content"),
        }[self.value]


def faults(*, outcome, checklist, ground="", override=None, opinion=""):
    """What is wrong with a review: [(field, sentence)], empty when it may be signed.

    checklist: {question: "yes"|"no"}; ground: code of Ground or ""; override: {"kind", "reason"} or None. 条例 arts 14–17.
    """
    found = []
    checklist = checklist if isinstance(checklist, dict) else {}
    for name in checklist:
        if name not in Question.values:
            found.append((name, _("The checklist has no question “%(name)s”.") % {"name": name}))
    for question in Question:
        if checklist.get(question.value) not in ("yes", "no"):
            found.append((question.value, _("Answer the checklist's question “%(question)s” with yes or no.") % {"question": question.label}))
    if outcome not in Outcome.values:
        names = ", ".join(Outcome.values) if outcome else "、".join(str(each.label) for each in Outcome)
        found.append(("outcome", _("Choose one of the outcomes: %(names)s.") % {"names": names}))
    if found:
        return found
    for question in (Question.ATTACHMENTS_OPENED, Question.CHANNELS_FIT):
        if checklist[question.value] != "yes":
            found.append((question.value, _("“%(question)s” must be yes before the review can be signed.") % {"question": question.label}))
    if ground and ground not in Ground.values:
        found.append(("ground", _("There is no ground “%(ground)s”; choose N1 to N8.") % {"ground": ground}))
    if override is not None:
        found += _override_faults(override)
    if found:
        return found
    concerns = [q for q in Question if q.is_concern and checklist[q.value] == "yes"]
    if outcome == Outcome.PUBLISH:
        blocking = [q for q in concerns if not q.may_be_overridden]
        if blocking:
            sentence = _("“%(question)s” was answered with yes: it cannot be made public. Choose another outcome.") % {"question": blocking[0].label}
            found.append(("outcome", sentence))
        elif concerns and ground != Ground.N4:
            found.append(("ground", _("Commercial secret or privacy may be published only on ground N4 with an override.")))
        elif concerns and not override:
            found.append(("override", _("Say why it may be published all the same: the right holder's consent or the public interest.")))
        elif not concerns and (ground or override):
            found.append(("ground", _("A ground belongs to a concern; none was answered with yes.")))
    elif outcome == Outcome.WITHHOLD:
        if not ground:
            found.append(("ground", _("Withholding needs a ground, N1 to N8.")))
        elif override:
            found.append(("override", _("An override belongs to publication, not to withholding.")))
    elif outcome == Outcome.PUBLISH_REDACTED and not str(opinion).strip():
        found.append(("opinion", _("Name what is to be taken out.")))
    return found


def _override_faults(override):
    if not isinstance(override, dict) or set(override) - {"kind", "reason"} or override.get("kind") not in Override.values:
        return [("override", _("An override is consent or public-interest, with a reason."))]
    if not str(override.get("reason") or "").strip():
        return [("override", _("Give the reason of the override."))]
    return []
