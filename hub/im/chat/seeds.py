"""What a new shop has of the chat: its group, and phrases that a manager rewrites to taste."""

from uuid import UUID

from hub.im.chat.access import ADD_CHAT, new_chat
from hub.im.chat.models import chat_phrase
from hub.im.chat.states import OPEN
from hub.kit.db import Tx
from hub.kit.door import insert_row
from hub.venue.events import ShopAdded

ADD_PHRASE = insert_row(chat_phrase)

PHRASES: tuple[tuple[str, str, str], ...] = (
    ("hello", "您好，很高兴为您服务，请问有什么可以帮您？", "Hello, how may I help you?"),
    ("moment", "请稍等，我马上为您确认。", "One moment, please, I will check for you."),
    ("coming", "好的，服务员马上到您的房间。", "Of course, somebody is on the way to your room."),
    ("kitchen", "您点的餐正在制作，预计还需要十分钟左右。", "Your food is being made; it should take about ten more minutes."),
    ("soldout", "非常抱歉，这道菜今天已售完，需要为您换一道吗？", "I am sorry, this dish is sold out today. May I suggest another?"),
    ("bill", "账单已为您准备好，您可以在房间结账，也可以到前台。", "Your bill is ready. You can pay in your room or at the desk."),
    ("sorry", "给您带来不便非常抱歉，我们立刻处理。", "I am very sorry for the trouble. We are taking care of it now."),
    ("thanks", "感谢您的光临，祝您愉快！", "Thank you for coming, and enjoy your stay!"),
)


def furnish_chat(tx: Tx, fact: ShopAdded) -> None:
    """A shop that was just founded has a group and a few phrases."""
    tx.run(ADD_CHAT, **new_chat(tx, fact.brand_id, fact.shop_id, kind="group", state=OPEN))
    tx.many(ADD_PHRASE, [_phrase(tx, fact.brand_id, fact.shop_id, *each) for each in PHRASES])


def _phrase(tx: Tx, brand_id: UUID, shop_id: UUID, shortcut: str, zh_cn: str, en: str) -> dict[str, object]:
    names = {"zh-CN": zh_cn, "en": en}
    whose = {"id": tx.new_id(), "brand_id": brand_id, "shop_id": shop_id}
    return {**whose, "names": names, "shortcut": shortcut, "created_at": tx.now, "updated_at": tx.now, "version": 1}
