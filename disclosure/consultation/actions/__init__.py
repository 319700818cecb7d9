"""What happens to a consultation: each one transaction and one entry in the ledger, the entry last, without names of citizens."""

from .answer import dispose, group, moderate, reply, take_down, tell
from .comment import comment, support, withdraw
from .conclude import conclude
from .final import begin_final
from .hearings import (
    announce_hearing,
    cancel_hearing,
    change_hearing,
    choose,
    confirm_minutes,
    publish_minutes,
    send_material,
    sign_up,
    sign_up_by_mail,
    strike_out,
    write_minutes,
)
from .subscribe import confirm, end, subscribe
from .versions import Unusual, go_back, place, redraft
from .write import create

__all__ = [
    "Unusual", "announce_hearing", "begin_final", "cancel_hearing", "change_hearing", "choose", "comment", "conclude", "confirm", "confirm_minutes",
    "create", "dispose", "end", "go_back", "group", "moderate", "place", "publish_minutes", "redraft", "reply", "send_material", "sign_up",
    "sign_up_by_mail", "strike_out", "subscribe", "support", "take_down", "tell", "withdraw", "write_minutes",
]  # fmt: skip
