"""How far a long command is: one line that moves on a terminal, a line for every tenth elsewhere."""

import sys


class Progress:
    """Counts steps up to `total` and says so on `stream` (standard error by default)."""

    def __init__(self, total, stream=None):
        self.total, self.done, self.tenth = max(total, 1), 0, 0
        self.stream = stream or sys.stderr
        self.moves = getattr(self.stream, "isatty", lambda: False)()

    def step(self, words="", count=1):
        """`count` steps more are done; `words` name what is going on."""
        self.done = min(self.done + count, self.total)
        share = self.done / self.total
        if self.moves:
            bar = "█" * round(share * 30)
            self.stream.write(f"\r[{bar:<30}] {share:4.0%}  {words:<20}")
            if self.done == self.total:
                self.stream.write("\n")
            self.stream.flush()
        elif int(share * 10) > self.tenth:
            self.tenth = int(share * 10)
            self.stream.write(f"{share:4.0%}  {words}\n")
            self.stream.flush()
