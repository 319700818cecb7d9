from wagtail_modeladmin.options import modeladmin_register

from .registers import LedgerRegister

modeladmin_register(LedgerRegister)
