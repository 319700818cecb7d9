"""投诉、举报、控告、建议、咨询: from the reporter to the efficiency office, never to the division complained of; and supervision orders.
Imports cases, items and below.

Supervision orders (督办、整改、改进建议; 五（五）) may be opened from any row. The whole interface, `disclosure.complaints.actions`:

    order_open(kind=, title=, text=, about=, division=, owner_kind="division_head", due_on=None, by=, at=) → SupervisionOrder
        kind: "supervision" 督办 · "rectification" 整改 · "improvement" 改进建议. about: (kind, number or None, key) of the row: ("page", 12, ""),
        ("case", 7, ""), ("duty", 3, ""), ("figure", None, "overdue"). By the efficiency office or the main leader, to a
        division also by the leader in charge of it; who handles a complaint, from it.
    order_explain(order, text=, by=, at=)                 the owner says why
    order_plan(order, text=, due_on=, by=, at=)           … what will be done, by which day (at most the order's)
    order_evidence(order, text=, files=(), by=, at=)      … that it was done
    order_check(order, passed=, text=, due_on=None, by=, at=)   the efficiency office closes it, or sends it back with a new day
    order_prolong(order, due_on=, reason=, by=, at=)      … or gives more time
    may_open_orders(user, on, division=None)              in what capacity, for a button; divisions_to_order(user, on) to whom
    orders_about(kind, number=None, key="")               the orders of a row, newest first

Whoever shows complaints elsewhere (figures, exports) asks `access.rows(user, on)` which of them a person may know of, and for the staff of a division
`access.inquiries(user, on)`; neither tells a reporter.

States of an order: warned → explained → planned → shown → closed (models.OrderState); only what was checked is closed. `order.step_due_on` is the
day of the step that waits, `order.due_on` the day of the whole. Admin page: reverse("disclosure_complaints_order", args=[order.pk]).
"""
