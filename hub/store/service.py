"""The verbs of the store, as other parts of the hub call them."""

from hub.store.menu import create_category, create_item, hide_item, put_category, put_item, replace_category, replace_item
from hub.store.sold_out import clear_sold_out, mark_sold_out

__all__ = [
    "clear_sold_out",
    "create_category",
    "create_item",
    "hide_item",
    "mark_sold_out",
    "put_category",
    "put_item",
    "replace_category",
    "replace_item",
]
