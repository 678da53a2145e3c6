"""The words on paper, in the language of the shop."""

from __future__ import annotations

LANGUAGES = ("zh-CN", "en")

_WORDS: dict[str, tuple[str, str]] = {
    "number": ("单号", "No."),
    "room": ("房间", "Room"),
    "wristband": ("手牌", "Wristband"),
    "round": ("第{n}轮", "Round {n}"),
    "note": ("备注", "Note"),
    "allergens": ("过敏原", "Allergens"),
    "rush": ("加急", "RUSH"),
    "portions": ("共 {n} 份", "{n} in all"),
    "portion": ("共 1 份", "1 in all"),
    "cancelled": ("取消 CANCELLED", "CANCELLED"),
    "cancelled_do": ("以下菜品不用做了", "Do not make these any more"),
    "copy": ("重印 COPY {n}", "COPY {n}"),
    "copy_why": ("此单已打印过", "This was printed before"),
    "maybe": ("可能已打印过", "MAY BE PRINTED ALREADY"),
    "maybe_why": ("请先核对，避免重复制作", "Look before you make it twice"),
    "instead": ("代 {name} 打印", "Instead of {name}"),
    "asked_by": ("{name} 要求打印", "Asked for by {name}"),
    "ordered_by": ("下单 {name}", "Ordered by {name}"),
    "pad": ("平板", "pad"),
    "cashier": ("收银", "cashier"),
    "handheld": ("手持", "handheld"),
    "total": ("合计", "Total"),
    "paid": ("已付", "Paid"),
    "due": ("待付", "To pay"),
    "thanks": ("谢谢惠顾", "Thank you"),
    "no_invoice": ("本小票不作发票使用", "This is not a tax invoice"),
    "phone": ("电话 {n}", "Tel. {n}"),
    "since": ("自 {time} 起", "since {time}"),
    "test": ("打印测试", "Printer test"),
    "test_text": ("这一行刚好占满纸宽：", "This line just fills the paper:"),
    "round_missed": ("厨房屏幕未收到此单", "KITCHEN HAS NOT SEEN"),
    "round_missed_do": ("请立即送到厨房", "Take this to the kitchen now"),
    "device_unreachable": ("厨房屏幕失联", "KITCHEN SCREEN AWAY"),
    "device_unreachable_do": ("请检查电源和网络；新订单可能没人看到", "Look at its power and network; new orders may not be seen"),
    "announcement_unheard": ("播报没有人听到", "ANNOUNCEMENTS UNHEARD"),
    "announcement_unheard_do": ("请检查屏幕和音箱是否静音", "Look whether screens and speakers are mute"),
}

_ALLERGENS: dict[str, tuple[str, str]] = {
    "celery": ("芹菜", "celery"),
    "crustaceans": ("甲壳类", "crustaceans"),
    "eggs": ("蛋", "eggs"),
    "fish": ("鱼", "fish"),
    "gluten": ("麸质", "gluten"),
    "lupin": ("羽扇豆", "lupin"),
    "milk": ("奶", "milk"),
    "molluscs": ("软体类", "molluscs"),
    "mustard": ("芥末", "mustard"),
    "nuts": ("坚果", "tree nuts"),
    "peanuts": ("花生", "peanuts"),
    "sesame": ("芝麻", "sesame"),
    "soybeans": ("大豆", "soya"),
    "sulphites": ("亚硫酸盐", "sulphites"),
}


class Words:
    """The words of one language; a language that nobody has written speaks English."""

    def __init__(self, language: str) -> None:
        self.at = 0 if language.startswith("zh") else 1
        self.between = "、" if self.at == 0 else ", "

    def __call__(self, name: str, /, **facts: object) -> str:
        """A word by its name; one that is not known speaks for itself."""
        return _WORDS[name][self.at].format(**facts) if name in _WORDS else name

    def allergen(self, code: str) -> str:
        """An allergen as people know it; one that is not on the list speaks as the menu writes it."""
        return _ALLERGENS[code][self.at] if code in _ALLERGENS else code


_NO_DIGITS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"})
_THREE_DIGITS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def money(minor: int, currency: str) -> str:
    """Whole minor units as people write them."""
    digits = 0 if currency in _NO_DIGITS else 3 if currency in _THREE_DIGITS else 2
    sign, minor = ("-", -minor) if minor < 0 else ("", minor)
    whole, part = divmod(minor, 10**digits)
    return f"{sign}{whole:,}" + (f".{part:0{digits}d}" if digits else "")
