"""Refusals of the menu. Of an order, `lines` names every line that fails; `code` is the first one's."""

from hub.kit.errors import Refusal


class UnknownSku(Refusal):
    """The shop does not sell this, or not any more. Fetch the menu again."""

    status, code, title = 422, "unknown_sku", "Not on the menu"


class UnknownOption(Refusal):
    """A choice does not belong to this item. Fetch the menu again."""

    status, code, title = 422, "unknown_option", "No such choice for this item"


class ProductSoldOut(Refusal):
    """At least one of the goods is sold out. Nothing was ordered; take those lines away and order again."""

    status, code, title = 409, "product_sold_out", "Sold out"


class CategoryNotEmpty(Refusal):
    """There are items in this category, on sale or not; `items` says how many. Move them to another one first."""

    status, code, title = 409, "category_not_empty", "The category is not empty"


class ImportRefused(Refusal):
    """Some rows of the table cannot be; `rows` names each by row and column. Nothing was changed."""

    status, code, title = 422, "import_refused", "The table has mistakes"
