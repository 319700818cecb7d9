"""What one text has and another has not, in words that can be read."""

import difflib


def difference(old, new):
    """[("same" | "del" | "ins", words)] from one text to another, by runs of characters that read as words."""
    pieces = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found = []
    for tag, a, b, c, d in pieces.get_opcodes():
        if tag == "equal":
            # A single character between two changes is chance, not a word that stayed.
            if b - a == 1 and found and found[-1][0] != "same" and b < len(old) and d < len(new):
                found += [("del", old[a:b]), ("ins", new[c:d])]
            else:
                found.append(("same", old[a:b]))
            continue
        if b > a:
            found.append(("del", old[a:b]))
        if d > c:
            found.append(("ins", new[c:d]))
    return _gathered(found)


MOST = 3000  # characters of a run of lines that are compared one by one; longer ones stand whole


def of_lines(old, new):
    """[difference] of each run of lines in which two texts differ; lines that stayed are left out."""
    olds, news = ([line.strip() for line in text.split("\n") if line.strip()] for text in (old, new))
    found = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        gone, put = "\n".join(olds[a:b]), "\n".join(news[c:d])
        if tag != "equal":
            whole = [(kind, words) for kind, words in (("del", gone), ("ins", put)) if words]
            found.append(difference(gone, put) if len(gone) + len(put) <= MOST else whole)
    return found


def _gathered(found):
    """Neighbouring deletions and insertions, each put together."""
    out, gone, put = [], "", ""
    for tag, words in [*found, ("same", "")]:
        if tag == "del":
            gone += words
        elif tag == "ins":
            put += words
        else:
            out += [(kind, text) for kind, text in (("del", gone), ("ins", put)) if text]
            gone = put = ""
            if words:
                out.append(("same", words))
    return out
