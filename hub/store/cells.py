"""What people write into the cells of a menu's table, and what it means. Pure."""

from decimal import Decimal, InvalidOperation

WHOLE = frozenset("BIF,CLP,DJF,GNF,ISK,JPY,KMF,KRW,PYG,RWF,UGX,UYI,VND,VUV,XAF,XOF,XPF".split(","))  # noqa: SIM905
MILLS = frozenset("BHD,IQD,JOD,KWD,LYD,OMR,TND".split(","))  # noqa: SIM905
"""Currencies without digits behind the point, and with three (ISO 4217); all others have two."""

PRICE_MAX = 100_000_000
PREP_MAX = 86_400
ALLERGENS_MAX = 20
YES = frozenset(("yes", "y", "true", "1", "x", "是", "在售", "有"))
NO = frozenset(("no", "n", "false", "0", "否", "下架", "无"))


class Wrong(Exception):
    """A cell that cannot be."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def minor_digits(currency: str) -> int:
    """How many digits of an amount stand behind the point (ISO 4217)."""
    return 0 if currency in WHOLE else 3 if currency in MILLS else 2


def short(text: str, most: int) -> str:
    if len(text) > most:
        raise Wrong("too_long", f"at most {most} characters")
    return text


def whole(text: str, most: int) -> int:
    if not text.isdecimal() or not text.isascii() or int(text[:12]) > most:
        raise Wrong("not_a_number", f"a whole number from 0 to {most}")
    return int(text)


def price(text: str, digits: int) -> int:
    """The price in the smallest unit; a comma may stand for the point where there is only one of them."""
    plain = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise Wrong("not_a_number", "a price such as 28 or 28.50, without a currency") from None
    if not amount.is_finite() or "e" in plain.casefold() or "_" in plain:
        raise Wrong("not_a_number", "a price such as 28 or 28.50, without a currency")
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        raise Wrong("too_many_decimals", f"at most {digits} digits behind the point")
    if not 0 <= minor <= PRICE_MAX:
        raise Wrong("out_of_range", f"from 0 to {Decimal(PRICE_MAX).scaleb(-digits)}")
    return int(minor)


def yes_or_no(text: str) -> bool:
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise Wrong("unknown", "yes or no")


def listed(text: str) -> list[str]:
    """Words with commas, semicolons or line breaks between them."""
    for mark in ";；，、\n":
        text = text.replace(mark, ",")
    words = [word.strip() for word in text.split(",") if word.strip()]
    if len(words) > ALLERGENS_MAX or any(len(word) > 40 for word in words):
        raise Wrong("too_long", f"at most {ALLERGENS_MAX} words of at most 40 characters")
    return list(dict.fromkeys(words))
