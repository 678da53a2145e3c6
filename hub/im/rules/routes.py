"""Rules and templates over HTTP."""

from uuid import UUID

from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from hub.im.rules import queries, service, templates
from hub.im.rules.errors import TemplateInUse, UnknownPlaceholder
from hub.im.rules.placeholders import EventName
from hub.im.rules.schemas import (
    AddRule,
    AddTemplate,
    EditRule,
    EditTemplate,
    Events,
    Preview,
    PreviewTemplate,
    RuleAnswer,
    RuleOut,
    TemplateAnswer,
    TemplateOut,
)
from hub.kit.errors import Invalid, NotFound, VersionMismatch
from hub.kit.paging import Page
from hub.kit.web import Run, allow, refuses

RULES = allow("im.rules")


@get("/im/events", guards=[RULES], responses=refuses(), summary="What rules can be made of", tags=["Messages"])
async def list_events(run: NamedDependency[Run]) -> Response[Events]:
    """Every event with the values its calls bring and the placeholders its texts may hold; sources, channels, kinds and sounds."""
    return await run.read(queries.events)


@get("/im/rules", guards=[RULES], responses=refuses(NotFound, Invalid), summary="Who is told what", tags=["Messages"])
async def list_rules(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    event: FromQuery[EventName | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[RuleOut]]:
    """For each channel and kind the rule of the very source counts; without one, that of `any`."""
    return await run.read(queries.rules, shop_id, event, limit, cursor)


@post("/im/rules", status_code=201, guards=[RULES], responses=refuses(NotFound, Invalid), summary="Add a rule", tags=["Messages"])
async def add_rule(data: JSONBody[AddRule], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[RuleAnswer]:
    return await run(service.add_rule, data, shop_id)


@patch(
    "/im/rules/{rule_id:uuid}",
    guards=[RULES],
    responses=refuses(NotFound, Invalid, VersionMismatch),
    summary="Change a rule",
    tags=["Messages"],
)
async def edit_rule(rule_id: FromPath[UUID], data: JSONBody[EditRule], run: NamedDependency[Run]) -> Response[RuleAnswer]:
    """Messages that are not sent yet follow it at once: one whose channel was switched off meanwhile ends as `dropped:channel_off`."""
    return await run(service.edit_rule, rule_id, data)


@delete(
    "/im/rules/{rule_id:uuid}",
    status_code=204,
    guards=[RULES],
    responses=refuses(NotFound, VersionMismatch),
    summary="Take a rule away",
    tags=["Messages"],
)
async def remove_rule(rule_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[None]:
    return await run(service.remove_rule, rule_id)


@get("/im/templates", guards=[RULES], responses=refuses(NotFound, Invalid), summary="The words for each event", tags=["Messages"])
async def list_templates(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    event: FromQuery[EventName | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[TemplateOut]]:
    return await run.read(queries.templates, shop_id, event, limit, cursor)


@post(
    "/im/templates",
    status_code=201,
    guards=[RULES],
    responses=refuses(NotFound, Invalid, UnknownPlaceholder),
    summary="Add a template",
    tags=["Messages"],
)
async def add_template(
    data: JSONBody[AddTemplate], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None
) -> Response[TemplateAnswer]:
    """`{names}` stand for what the event brings; the part between `[` and `]` repeats for each dish of a round, at most five times."""
    return await run(templates.add_template, data, shop_id)


@patch(
    "/im/templates/{template_id:uuid}",
    guards=[RULES],
    responses=refuses(NotFound, Invalid, UnknownPlaceholder, VersionMismatch),
    summary="Change a template",
    tags=["Messages"],
)
async def edit_template(template_id: FromPath[UUID], data: JSONBody[EditTemplate], run: NamedDependency[Run]) -> Response[TemplateAnswer]:
    """Messages that are not sent yet are said in the new words."""
    return await run(templates.edit_template, template_id, data)


@delete(
    "/im/templates/{template_id:uuid}",
    status_code=204,
    guards=[RULES],
    responses=refuses(NotFound, TemplateInUse, VersionMismatch),
    summary="Take a template away",
    tags=["Messages"],
)
async def remove_template(template_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[None]:
    """One that rules speak with stays."""
    return await run(templates.remove_template, template_id)


@post(
    "/im/templates/preview",
    status_code=200,
    guards=[allow("im.rules", keyless=True)],
    responses=refuses(Invalid, UnknownPlaceholder),
    summary="Try the words of a template",
    tags=["Messages"],
)
async def preview_template(data: JSONBody[PreviewTemplate], run: NamedDependency[Run]) -> Response[Preview]:
    """What would be shown and said. Nothing is saved; values that are not given are examples."""
    return await run.read(templates.preview, data)


ROUTES = [
    list_events,
    list_rules,
    add_rule,
    edit_rule,
    remove_rule,
    list_templates,
    add_template,
    edit_template,
    remove_template,
    preview_template,
]
