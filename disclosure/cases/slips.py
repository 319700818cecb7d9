"""The slip with number and code for whoever came by telephone, letter or in person: shown once, to who took the matter in (首问)."""

import json

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from disclosure.clocks.actions import day_of
from disclosure.intake.sealed import seal, unseal

from .access import capacity
from .codes import grouped
from .models import Case

KEPT = "disclosure_cases_slip"


def hand_over(request, case, code, *, again):
    """Keep number and code, sealed, in the session of who took it in, and lead to the slip. again: name of the address that takes in another one."""
    kept = {"number": case.number, "code": grouped(code), "received_on": str(case.received_on), "due_on": str(case.due_on or "—"), "pk": case.pk}
    request.session[KEPT] = seal(json.dumps(kept | {"again": again}))
    return redirect("disclosure_cases_slip")


@never_cache
@require_safe
def slip(request):
    """The slip to hand over or read out; a second look leads to the first page of the admin."""
    kept = request.session.pop(KEPT, None)
    if kept is None:
        return redirect("wagtailadmin_home")
    receipt = json.loads(unseal(kept))
    case = Case.objects.filter(pk=receipt["pk"]).first()
    mine = case is not None and capacity(request.user, case, day_of(timezone.now())) is not None
    return render(request, "disclosure_cases/slip.html", {"receipt": receipt, "mine": mine})
