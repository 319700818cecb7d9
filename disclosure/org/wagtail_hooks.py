from wagtail_modeladmin.options import modeladmin_register

from .registers import OrganisationGroup

modeladmin_register(OrganisationGroup)
