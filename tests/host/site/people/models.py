"""The site's own user model."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    staff_number = models.CharField(max_length=20, blank=True)
