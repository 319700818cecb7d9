"""What the codes of the record are called on the screen. Each room names its own acts, subjects and posts in ready(); the record keeps the code."""

ACTS, SUBJECTS, POSTS = {}, {}, {}


def learn(*, acts=None, subjects=None, posts=None):
    """Add words: {code: lazy text} of acts ("chain.sign"), kinds of subject ("page") and posts ("division_head")."""
    ACTS.update(acts or {})
    SUBJECTS.update(subjects or {})
    POSTS.update(posts or {})
