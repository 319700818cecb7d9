"""The outbox in the admin."""

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from .viewsets import OutboxRegister, urlpatterns

modeladmin_register(OutboxRegister)


@hooks.register("register_admin_urls")
def outbox_urls():
    """The page that asks before a message is tried again."""
    return urlpatterns
