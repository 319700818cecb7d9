"""Who is told of a publication or a taking down: lists that rooms above fill in ready()."""

published = []  # listener(page, round, at, kind): in the transaction that made it public; round is None for an import
taken_down = []  # listener(page, at, cause, reason)
# lookup(number, page) → None where there is none that `page` can name, else an object with .title, .division (its name), .concluded (bool), .url,
# .result_url, .readable_by(user) (who may not learns neither title nor address), .refusal(page, user) → why `page` cannot name it, or "",
# .cautions(page, user) → [sentence] for who proposes and signs, and
# .differences(page) → [(articles, [("same" | "del" | "ins", words)])] of its text against the last draft, to who may read it; 预公开 registers it
consultations = []
# fn(page) → such objects, with .number, .division_no and .begun (bool: the text of `page` was begun from it): those that `page` can name in its
# proposal, the likeliest first
consultable = []


def linked(number, page):
    """What is known of the consultation with this number, as `page` can name it; None without one."""
    return next((found for lookup in consultations if number and (found := lookup(number, page))), None)


def tell(listeners, **what):
    """Call each listener; one that raises undoes the whole transaction."""
    for listener in listeners:
        listener(**what)
