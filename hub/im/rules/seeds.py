"""What a new shop says: the rows of `config/announcements.toml`, made when the shop is founded. A manager changes them afterwards."""

import tomllib
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from hub.im.rules.models import im_rule, im_template
from hub.im.rules.placeholders import EventName, Language
from hub.im.rules.schemas import (
    VOLUME,
    Chime,
    IntervalSeconds,
    LimitSeconds,
    MessageKind,
    RuleChannel,
    Source,
    Times,
    Volume,
    Words,
)
from hub.kit.db import Tx
from hub.kit.door import insert_row
from hub.settings import Section, default_file
from hub.venue.events import ShopAdded

ADD_TEMPLATES = insert_row(im_template)
ADD_RULES = insert_row(im_rule)


class TemplateSeed(Section, frozen=True, kw_only=True):
    """The words for an event, in both languages."""

    event: EventName
    names: dict[Language, str]
    zh_cn: Words = msgspec.field(name="zh-CN")
    en: Words

    @property
    def texts(self) -> dict[str, Any]:
        return {"zh-CN": msgspec.to_builtins(self.zh_cn), "en": msgspec.to_builtins(self.en)}


class RuleSeed(Section, frozen=True, kw_only=True):
    """One rule, which names its template."""

    event: EventName
    channel: RuleChannel
    kind: MessageKind
    template: str
    source: Source = "any"
    enabled: bool = True
    times: Times
    interval_seconds: IntervalSeconds = 30
    time_limit_seconds: LimitSeconds
    chime: Chime = ""
    voice: bool
    volume: Volume = VOLUME


class Seeds(Section, frozen=True, kw_only=True):
    """The whole file."""

    template: dict[str, TemplateSeed]
    rule: list[RuleSeed]


@cache
def seeds() -> Seeds:
    """The file, read once."""
    tables = tomllib.loads((default_file().parent / "announcements.toml").read_text("utf-8"))
    return msgspec.convert(tables, Seeds)


def add_default_rules(tx: Tx, brand_id: UUID, shop_id: UUID, language: str = "zh-CN") -> None:
    """The rules and templates of a shop that has none yet, in its language."""
    mine = {"brand_id": brand_id, "shop_id": shop_id, "created_at": tx.now, "updated_at": tx.now, "version": 1}
    ids = {key: tx.new_id() for key in seeds().template}
    spoken: Language = "en" if language == "en" else "zh-CN"
    tx.many(
        ADD_TEMPLATES,
        [
            {**mine, "id": ids[key], "event": one.event, "name": one.names[spoken], "texts": one.texts}
            for key, one in seeds().template.items()
        ],
    )
    rules = []
    for one in seeds().rule:
        values = msgspec.structs.asdict(one)
        template_id = ids[values.pop("template")]
        rules.append(
            {**mine, **values, "id": tx.new_id(), "template_id": template_id, "language": spoken, "quiet_from": None, "quiet_to": None}
        )
    tx.many(ADD_RULES, rules)


def speak_by_default(tx: Tx, fact: ShopAdded) -> None:
    """A shop that was just founded is told what to say."""
    add_default_rules(tx, fact.brand_id, fact.shop_id, fact.language)
