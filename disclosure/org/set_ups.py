"""What `setup_disclosure` runs: each room registers its part here, the command runs them in order. Every part is safe to run twice."""

from dataclasses import dataclass, field

set_ups = []


@dataclass
class Ground:
    """Where a site's disclosure stands: the page above it, and the roots (对外公开, 对内公开) once the page tree is made."""

    under: object
    roots: list = field(default_factory=list)
    done: list = field(default_factory=list)

    def say(self, sentence):
        """Remember what was made; the command prints it."""
        self.done.append(str(sentence))


def set_up(*, order):
    """Register fn(ground: Ground). Page tree 10, groups and collection 20, workflow 30; the rest where it fits between."""

    def register(fn):
        if fn not in [known for _order, known in set_ups]:
            set_ups.append((order, fn))
            set_ups.sort(key=lambda pair: (pair[0], pair[1].__module__, pair[1].__name__))
        return fn

    return register


def run(ground):
    """Every registered part, in order, in the caller's transaction. Returns the ground."""
    for _order, fn in set_ups:
        fn(ground)
    return ground
