"""The evidence of a closed duty, for who works here."""

from pathlib import PurePosixPath

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from disclosure.files.known import about_known

from .models import Duty


@require_safe
def evidence(request, pk):
    """The file that closed the duty `pk`, always as a download; 404 where there is none. Wagtail's admin has checked who asks."""
    duty = get_object_or_404(about_known(Duty.objects.all(), request.user), pk=pk)
    if not duty.file:
        raise Http404
    try:
        file = duty.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=True, filename=PurePosixPath(duty.file.name).name, content_type="application/octet-stream")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
