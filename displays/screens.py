"""The screens: what each is called, how it looks before it knows better, and how it is installed."""

from typing import Literal, NamedTuple

Theme = Literal["dark", "light"]
Language = Literal["zh-CN", "en"]
Said = dict[str, str]

GROUND: dict[Theme, str] = {"dark": "#0c171b", "light": "#f4f1eb"}
"""The page's ground in `css/tokens.css`, for the bars that browsers draw around it."""

ICONS = {"icon-192.png": (192, False), "icon-512.png": (512, False), "maskable-192.png": (192, True), "maskable-512.png": (512, True)}
"""The side of each in pixels, and whether a launcher may cut it into a shape of its own."""


class ScreenPage(NamedTuple):
    """A page that is one screen."""

    name: str
    theme: Theme
    titles: Said
    about: Said
    display: Literal["fullscreen", "standalone", "browser"] = "fullscreen"
    orientation: Literal["any", "landscape", "portrait"] = "any"
    kind: str = ""
    """The kind of device that it is, as the hub names it; empty for a person's page."""


PAGES = {
    page.name: page
    for page in (
        ScreenPage(
            "pad",
            "light",
            {"zh-CN": "客房点单", "en": "Room pad"},
            {"zh-CN": "客人在房间里点单、看进度、呼叫服务。", "en": "Guests order in their room, follow each dish and call for service."},
            orientation="landscape",
            kind="pad",
        ),
        ScreenPage(
            "kitchen",
            "dark",
            {"zh-CN": "后厨屏", "en": "Kitchen"},
            {"zh-CN": "后厨看单、开做、出餐。", "en": "The kitchen sees every dish, starts it and calls it out."},
            orientation="landscape",
            kind="kitchen",
        ),
        ScreenPage(
            "call",
            "dark",
            {"zh-CN": "叫号屏", "en": "Call screen"},
            {"zh-CN": "大屏显示待取的号码。", "en": "The numbers that are ready to be fetched, on a wall."},
            kind="call_screen",
        ),
        ScreenPage(
            "cashier",
            "light",
            {"zh-CN": "前台", "en": "Cashier"},
            {"zh-CN": "前台开房、为手牌点单、结账与清理。", "en": "The desk opens rooms, orders for wristbands, sees guests out."},
            display="standalone",
            kind="cashier",
        ),
        ScreenPage(
            "handheld",
            "light",
            {"zh-CN": "服务员", "en": "Handheld"},
            {"zh-CN": "服务员取餐、送餐。", "en": "Waiters see what waits to be fetched, claim it and serve it."},
            display="standalone",
            orientation="portrait",
            kind="handheld",
        ),
        ScreenPage(
            "office",
            "light",
            {"zh-CN": "办公室", "en": "Office"},
            {
                "zh-CN": "经理管理菜单、房间、设备、员工，查看统计。",
                "en": "Managers keep the menu, devices and staff, and read the figures.",
            },
            display="standalone",
        ),
        ScreenPage(
            "design",
            "light",
            {"zh-CN": "界面部件", "en": "Design system"},
            {"zh-CN": "所有部件的所有状态。", "en": "Every component in every state."},
            display="browser",
        ),
    )
}

NO_SCRIPT: Said = {"zh-CN": "此页面需要 JavaScript。", "en": "This page needs JavaScript."}


def chosen_language(asked: str | None, accepted: str) -> Language:
    """What the address says, else the first of the browser's languages that we speak."""
    for tag in [asked or "", *accepted.split(",")]:
        match tag.strip().lower()[:2]:
            case "zh":
                return "zh-CN"
            case "en":
                return "en"
    return "en"
