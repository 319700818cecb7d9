"""How a person is called on paper."""


def full_name(user):
    """The name as it is printed: family name first and without a space where it is written in Chinese, else Django's full name or the account."""
    parts = [user.last_name, user.first_name]
    if any(not part.isascii() for part in parts):
        return "".join(parts)
    return user.get_full_name() or user.get_username()
