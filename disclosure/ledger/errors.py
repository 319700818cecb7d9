"""How a domain refusal is said: one clear sentence, the field it is about, and the status a door answers with."""


class Refused(Exception):
    """An action was refused; nothing was written. str() is the sentence for the person who tried."""

    status = 409

    def __init__(self, message, field=""):
        super().__init__(message)
        self.message, self.field = message, field

    def __str__(self):
        return str(self.message)


class NotAllowed(Refused):
    """This person could never do this to this matter."""

    status = 403


class NotFound(Refused):
    """This person may not know that it exists."""

    status = 404


class WrongState(Refused):
    """The matter is not in the state or step that this needs."""

    status = 409


class Invalid(Refused):
    """What was sent breaks a rule; `field` names the part."""

    status = 422
