"""Words for the tests of rules and templates."""

from typing import Any
from uuid import UUID

from hub.im.rules.schemas import AddRule, AddTemplate, RuleOut, TemplateOut, Words
from hub.im.rules.service import add_rule
from hub.im.rules.templates import add_template
from tests.venue.house import House

TEXTS: Any = {"zh-CN": {"text": "{roomName}有菜可取"}, "en": {"text": "Fetch for room {roomName}"}}


def template_in(house: House, event: Any = "line_ready", texts: Any = TEXTS) -> TemplateOut:
    added: TemplateOut = house.run(add_template, house.manager, AddTemplate(event=event, name="Words", texts=words(texts))).template
    return added


def rule_in(house: House, template_id: UUID, **more: Any) -> RuleOut:
    about: dict[str, Any] = {"event": "line_ready", "channel": "handheld", "kind": "notice", "template_id": template_id}
    added: RuleOut = house.run(add_rule, house.manager, AddRule(**about | more)).rule
    return added


def words(texts: Any) -> Any:
    return {language: Words(**each) for language, each in texts.items()}
