"""The address from which the browser fetches its challenge."""

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from . import proof


@require_safe
def challenge(request):
    """/challenge/: a new challenge, never cached."""
    response = JsonResponse(proof.challenge(timezone.now()))
    response["Cache-Control"] = "no-store"
    return response
