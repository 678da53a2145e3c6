"""Guests who write now and then, and staff who answer, close and are rated. What somebody writes by hand is answered too."""

from __future__ import annotations

from random import Random

from devices.client import Device, Problem, Silence
from devices.client.board_rules import Thing
from devices.simulator.world import World

Talk = tuple[str, str]
"""A question and its answer."""

LOOK_SECONDS = 10.0
BETWEEN_QUESTIONS_SECONDS = 300.0
"""A room asks something so often in the mean, and says something in the group four times as rarely."""
THANKS_SHARE, RATED_SHARE, ENGLISH_SHARE = 0.6, 0.7, 0.35
TYPING_SECONDS = 9.0
SETTLED_SECONDS = 60.0
"""So long nothing more is said, in the mean, until the chat is closed."""
AGENTS_CAPACITY = 3

TALKS: dict[str, tuple[Talk, ...]] = {
    "zh-CN": (
        ("可以再送一条浴巾吗？", "好的，两分钟内送到您的房间。"),
        ("请问今天营业到几点？", "营业到凌晨两点，最后点餐时间是一点半。"),
        ("Wi-Fi 密码是多少？", "密码是 springs 加您的房号，写在房卡背面。"),
        ("房间有点冷，可以把暖气调高吗？", "马上为您调到 24 度。"),
        ("有没有儿童拖鞋？", "有的，请问需要什么尺码？服务员这就给您送去。"),
        ("能帮我们拍张合影吗？", "当然，同事马上过去。"),
        ("想多留一个小时可以吗？", "可以的，已经为您延长，费用会记在账单上。"),
        ("这里的泉水是天然的吗？", "是的，取自地下一千二百米，每天换新。"),
    ),
    "en": (
        ("Could we have another bath towel, please?", "Of course, somebody brings it in two minutes."),
        ("Is the steam room still open?", "It is, until one o'clock."),
        ("Do you have anything without nuts for dessert?", "The mango pudding has none. Shall I note it for the kitchen?"),
        ("Can we pay in the room?", "You can. Press the cashier's button whenever you are ready."),
        ("How warm is the outdoor pool?", "Thirty-nine degrees just now."),
        ("Is there a charger for a phone?", "Yes, with all three plugs. A waiter brings it."),
        ("Could you call us a taxi in an hour?", "Gladly. It will wait at the main door."),
    ),
}
THANKS = {"zh-CN": ("谢谢！", "好的，麻烦了。", "太好了！"), "en": ("Thank you!", "Perfect.", "Great, thanks a lot.")}
WELCOME = {"zh-CN": "不客气，还有需要随时写给我们。", "en": "You are welcome. Write any time."}
OF_COURSE = {"zh-CN": "好的，请稍等，马上为您处理。", "en": "Of course, one moment, please."}
COMMENTS = {"zh-CN": ("很及时", "服务很好", ""), "en": ("Quick and kind", "All good", "")}
IN_THE_GROUP = {
    "zh-CN": ("今晚的古筝真好听！", "露天池现在人多吗？", "姜茶强烈推荐。"),
    "en": ("The ginger tea is wonderful.", "Is it busy at the outdoor pool?", "Lovely music tonight!"),
}


class Asker:
    """The guests at one pad."""

    def __init__(self, world: World, pad: Device, random: Random) -> None:
        self.world, self.pad, self.random = world, pad, random
        self.commands = pad.commands
        self._looked_at: dict[str, int] = {}
        """Chats, and at how many messages nothing more is said to them."""

    async def act(self) -> None:
        """Ask now and then, thank for the answer, say how it was."""
        while not self.world.over:
            await self.world.pause(self.random, LOOK_SECONDS)
            stay = self.pad.board.stay
            if not self.pad.live or stay is None or stay.get("checked_out_at") is not None:
                continue
            chats = dict(self.pad.board.array("chats"))
            self._looked_at = {chat_id: many for chat_id, many in self._looked_at.items() if chat_id in chats}
            for chat in chats.values():
                await self._look_at(chat, language_of(stay))
            if self.random.random() < LOOK_SECONDS / BETWEEN_QUESTIONS_SECONDS:
                await self._ask(language_of(stay))
            elif self.random.random() < LOOK_SECONDS / BETWEEN_QUESTIONS_SECONDS / 4:
                await self._tell_all(language_of(stay))

    async def _ask(self, language: str) -> None:
        waits = [chat for chat in self.pad.board.array("chats").values() if (chat["last"] or {}).get("by", {}).get("kind") == "guest"]
        if waits:
            return
        question, _ = self.random.choice(TALKS[language])
        chat = await self.world.attempt("ask", self.commands.begin_chat)
        if chat is not None:
            await self.world.attempt("write", self.commands.write_message, chat["id"], question)

    async def _look_at(self, chat: Thing, language: str) -> None:
        if self._looked_at.get(chat["id"]) == chat["messages"]:
            return
        self._looked_at[chat["id"]] = chat["messages"]
        if chat["state"] == "closed":
            if self.random.random() < RATED_SHARE:
                stars = self.random.choices((5, 4, 3), (6, 3, 1))[0]
                comment = self.random.choice(COMMENTS[language]) or None
                await self.world.attempt("rate", self.commands.rate_chat, chat["id"], stars, comment)
        elif chat["last"] is not None and chat["last"]["by"]["kind"] == "staff":
            await self.world.attempt("read", self.commands.mark_read, chat["id"], chat["messages"])
            if chat["last"]["text"] != WELCOME[language] and self.random.random() < THANKS_SHARE:
                await self.world.attempt("write", self.commands.write_message, chat["id"], self.random.choice(THANKS[language]))

    async def _tell_all(self, language: str) -> None:
        try:
            group = await self.commands.group_chat()
        except (Problem, Silence):  # the shop keeps it to its staff, or the line is down
            return
        await self.world.attempt("tell all", self.commands.write_message, group["id"], self.random.choice(IN_THE_GROUP[language]))


class Agent:
    """A person of the staff who takes chats."""

    def __init__(self, world: World, screen: Device, random: Random) -> None:
        self.world, self.screen, self.random = world, screen, random
        self.commands = screen.commands

    async def act(self) -> None:
        """Take chats, answer what guests write, close what is settled."""
        while not self.world.over and await self.world.attempt("take chats", self.commands.take_chats, capacity=AGENTS_CAPACITY) is None:
            await self.world.pause(self.random, LOOK_SECONDS)
        while not self.world.over:
            await self.world.pause(self.random, LOOK_SECONDS / 2)
            me = self.screen.welcome.user if self.screen.welcome is not None else None
            if not self.screen.live or me is None:
                continue
            for chat in list(self.screen.board.array("chats").values()):
                if (chat["agent"] or {}).get("id") == me["id"]:
                    await self._attend(chat)

    async def _attend(self, chat: Thing) -> None:
        last = await self._last_of(chat)
        if last is not None and last["by"]["kind"] == "guest":
            await self.world.attempt("read", self.commands.mark_read, chat["id"], chat["messages"])
            await self.world.pause(self.random, TYPING_SECONDS)
            await self.world.attempt("answer", self.commands.write_message, chat["id"], reply_to(last["text"] or ""))
        elif last is not None and self.random.random() < LOOK_SECONDS / 2 / SETTLED_SECONDS:
            await self.world.attempt("close", self.commands.close_chat, chat["id"])

    async def _last_of(self, chat: Thing) -> Thing | None:
        """What somebody wrote last; the house's own words may stand after it."""
        last: Thing | None = chat["last"]
        if last is None or last["by"]["kind"] != "system":
            return last
        try:
            written = await self.commands.chat_messages(chat["id"])
        except (Problem, Silence):
            return None
        return next((each for each in reversed(written) if each["by"]["kind"] != "system"), None)


def language_of(stay: Thing) -> str:
    """Guests speak one language as long as they are here."""
    return "en" if Random(stay["id"]).random() < ENGLISH_SHARE else "zh-CN"


def reply_to(text: str) -> str:
    """What the staff write to this."""
    language = "zh-CN" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"
    if text in THANKS[language]:
        return WELCOME[language]
    return dict(TALKS[language]).get(text, OF_COURSE[language])
