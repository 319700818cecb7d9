"""Addresses of the room that are no pages: what stands below a consultation, in the open and for staff alike."""

from django.urls import path

from . import views


def below(prefix):
    """The addresses under one of the two lists; the views ask who reads."""
    name = "disclosure_consultation" + ("_inward" if prefix.startswith("intranet") else "")
    return [
        path(f"{prefix}<str:number>/comment/", views.write, name=f"{name}_write"),
        path(f"{prefix}<str:number>/comments/", views.comments, name=f"{name}_comments"),
        path(f"{prefix}<str:number>/comments/<int:pk>/support/", views.agree, name=f"{name}_agree"),
        path(f"{prefix}<str:number>/notice.pdf", views.notice, name=f"{name}_notice"),
        path(f"{prefix}<str:number>/form.pdf", views.form, name=f"{name}_form"),
        path(f"{prefix}<str:number>/hearings/<int:pk>/", views.hearing, name=f"{name}_hearing"),
    ]


urlpatterns = [
    path("consultations/answers/", views.answered, name="disclosure_consultation_answers"),
    path("consultations/mine/", views.mine, name="disclosure_consultation_mine"),
    path("consultations/minutes/", views.minutes, name="disclosure_consultation_minutes"),
    path("consultations/<str:number>/subscribe/", views.subscribe, name="disclosure_consultation_subscribe"),
    path("consultations/confirm/<str:token>/", views.confirm, name="disclosure_consultation_confirm"),
    path("consultations/end/<str:token>/", views.end, name="disclosure_consultation_end"),
    *below("consultations/"),
    *below("intranet/consultations/"),
]
