"""The words of a message, put together when it is sent: the rule of now, the template of now, the room where the guests are now."""

from typing import Any
from uuid import UUID

import msgspec

from hub.im.messages.checks import Dropped, is_trial
from hub.im.messages.standing import MessageRow, Standing
from hub.im.messages.states import CHANNEL_OFF, NOTICE
from hub.im.rules.compose import CannotRender, compose
from hub.im.rules.queries import RuleRow, find_template, rule_now
from hub.im.rules.quiet import is_quiet
from hub.im.rules.schemas import VOLUME
from hub.im.speech.prepare import Sounds
from hub.kit.db import Tx
from hub.kit.errors import NotFound
from hub.venue.queries import ShopRow, get_stay, room_of
from hub.venue.schemas import RoomRef


class Words(msgspec.Struct, frozen=True):
    """A message as it is shown and said."""

    text: str = ""
    speech: str = ""
    lang: str = ""
    chime: str = ""
    voice: bool = False
    volume: int = VOLUME
    audio: str | None = None


class Wording:
    """The rules, templates and rooms of one turn of sending, each asked for once."""

    def __init__(self, tx: Tx, shop: ShopRow) -> None:
        self.tx = tx
        self.shop = shop
        self.sounds = Sounds(tx, shop.brand_id)
        self._rules: dict[UUID, RuleRow | None] = {}
        self._templates: dict[UUID, dict[str, dict[str, str]] | None] = {}
        self._rooms: dict[UUID, RoomRef | None] = {}

    def rule(self, row: MessageRow) -> RuleRow | None:
        """The rule as it is now; a rule that is tried out on one device counts whether it is on or not.

        Raises:
            Dropped: it was switched off, or taken away.
        """
        if row.rule_id is None:
            return None
        if row.rule_id not in self._rules:
            self._rules[row.rule_id] = rule_now(self.tx, row.shop_id, row.rule_id)
        rule = self._rules[row.rule_id]
        if rule is None or not (rule.enabled or is_trial(row)):
            raise Dropped(CHANNEL_OFF)
        return rule

    def words(self, row: MessageRow, rule: RuleRow | None, standing: Standing | None, *, voice: bool) -> Words:
        """The text of now, what is said, and the sound of it where there is a voice.

        Raises:
            CannotRender: a value that the text needs is missing.
        """
        texts = self._texts(row, rule)
        language = rule.language if rule is not None else str(self.shop.setting("language"))
        fresh = standing.params if standing is not None else {}
        params: dict[str, Any] = {"shopName": self.shop.name, **row.params, **self._place(row), **fresh}
        items = list(standing.items) if standing is not None and standing.items else (row.items or [])
        said = compose(texts, language, params, items)
        audio = self.sounds.address(said.speech, said.language) if voice else None
        chime, volume = (rule.chime, rule.volume) if rule is not None else ("", VOLUME)
        return Words(said.text, said.speech, said.language, chime, voice, volume, audio)

    def has_voice(self, row: MessageRow, rule: RuleRow | None) -> bool:
        """Whether it is said too, and not only shown: not in quiet hours."""
        if rule is None:
            return row.kind != NOTICE
        return rule.voice and not is_quiet(rule, self.tx.now, self.shop.timezone)

    def room(self, row: MessageRow, standing: Standing | None) -> RoomRef | None:
        """The room that a message is about, as it is called now; a stay's is the one where the guests are."""
        if standing is not None and standing.room is not None:
            return standing.room
        if row.stay_id is not None:
            return get_stay(self.tx, row.shop_id, row.stay_id).room
        if row.room_id is None:
            return None
        if row.room_id not in self._rooms:
            try:
                self._rooms[row.room_id] = room_of(self.tx, self.shop.id, row.room_id)
            except NotFound:
                self._rooms[row.room_id] = None
        return self._rooms[row.room_id]

    def _place(self, row: MessageRow) -> dict[str, str]:
        room = self.room(row, None)
        return {} if room is None else {"roomName": room.number}

    def _texts(self, row: MessageRow, rule: RuleRow | None) -> dict[str, dict[str, str]]:
        if row.template_id is None and rule is not None:
            return rule.texts
        if row.template_id is None:
            raise CannotRender("text")
        if row.template_id not in self._templates:
            found = find_template(self.tx, row.shop_id, row.template_id)
            self._templates[row.template_id] = None if found is None else found.texts
        texts = self._templates[row.template_id]
        if texts is None:
            raise CannotRender("text")
        return texts
