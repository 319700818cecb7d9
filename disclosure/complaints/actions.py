"""What happens to a complaint, and to supervision orders (orders.py): each one transaction and one entry in the ledger, without names of citizens."""

from .orders import (
    may_open_orders,
    order_check,
    order_evidence,
    order_explain,
    order_open,
    order_plan,
    order_prolong,
    orders_about,
)

__all__ = ["may_open_orders", "order_check", "order_evidence", "order_explain", "order_open", "order_plan", "order_prolong", "orders_about"]
