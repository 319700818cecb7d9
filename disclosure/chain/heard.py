"""Who is told of a publication or a taking down: lists that rooms above fill in ready()."""

published = []  # listener(page, round, at, kind): in the transaction that made it public; round is None for an import
taken_down = []  # listener(page, at, cause, reason)
# lookup(number, page) → None where there is none that `page` can name, else an object with .title, .concluded (bool), .url and .result_url;
# 预公开 registers it
consultations = []
consultable = []  # fn(page) → such objects, with .number: those that `page` can name in its proposal, newest first


def tell(listeners, **what):
    """Call each listener; one that raises undoes the whole transaction."""
    for listener in listeners:
        listener(**what)
