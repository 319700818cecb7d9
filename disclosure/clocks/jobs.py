"""What `run_clocks` runs: a list that rooms above fill."""

registered = []


def job(function):
    """Register `function(now)` (`now`: aware datetime) for every run of the clocks.

    It may run every minute and from two machines at once: it locks the rows it works on, or writes under unique keys. What it returns, a number
    of things done or None, is reported. It may raise: the others run all the same.
    """
    if function not in registered:
        registered.append(function)
    return function
