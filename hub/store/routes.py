"""The menu over HTTP."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.kit import sheets
from hub.kit.apart import apart
from hub.kit.errors import Invalid, NotAPicture, NotEnabled, NotFound, TooLarge, UnreadableSheet, UnsupportedMediaType, VersionMismatch
from hub.kit.paging import Page
from hub.kit.pictures import BYTES_MAX, MEDIA_TYPE, TAKEN
from hub.kit.sheets import Format
from hub.kit.web import PUBLIC, Run, allow, refuses
from hub.store import exchange, importing, menu, ordering, pictures, queries, sold_out
from hub.store.errors import CategoryNotEmpty, ImportRefused
from hub.store.schemas import (
    CategoryAnswer,
    CategoryDetail,
    ImportReport,
    ItemAnswer,
    ItemDetail,
    MarkSoldOut,
    MenuOrdered,
    MenuOut,
    OrderMenu,
    PictureOut,
    PutCategory,
    PutItem,
    SoldOutAnswer,
    SoldOutOut,
)

READ_MENU = allow("menu.read")
EDIT_MENU = allow("menu.edit")
MARK = allow("menu.sold_out")


@get("/menu", guards=[READ_MENU], responses=refuses(NotFound, Invalid), summary="What the shop sells", tags=["Menu"])
async def get_menu(run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[MenuOut]:
    return await run.read(queries.menu, shop_id)


@get("/menu/items", guards=[EDIT_MENU], responses=refuses(NotFound, Invalid), summary="All items, those off sale too", tags=["Menu"])
async def list_items(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    category_id: FromQuery[UUID | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[ItemDetail]]:
    return await run.read(queries.menu_items, shop_id, category_id, limit, cursor)


@post(
    "/menu/categories", status_code=201, guards=[EDIT_MENU], responses=refuses(NotFound, Invalid), summary="Add a category", tags=["Menu"]
)
async def add_category(
    data: JSONBody[PutCategory], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None
) -> Response[CategoryAnswer]:
    return await run(menu.create_category, data, shop_id)


@put(
    "/menu/categories/{category_id:uuid}",
    guards=[EDIT_MENU],
    responses=refuses(NotFound, Invalid),
    summary="Rename or move a category",
    tags=["Menu"],
)
async def put_category(category_id: FromPath[UUID], data: JSONBody[PutCategory], run: NamedDependency[Run]) -> Response[CategoryAnswer]:
    return await run(menu.replace_category, category_id, data)


@get(
    "/menu/categories",
    guards=[EDIT_MENU],
    responses=refuses(NotFound, Invalid),
    summary="All categories, the empty ones too",
    tags=["Menu"],
)
async def list_categories(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[CategoryDetail]]:
    """In the order of the menu. Guests do not see a category without anything on sale."""
    return await run.read(queries.categories, shop_id, limit, cursor)


@delete(
    "/menu/categories/{category_id:uuid}",
    status_code=204,
    guards=[EDIT_MENU],
    responses=refuses(NotFound, CategoryNotEmpty),
    summary="Take away an empty category",
    tags=["Menu"],
)
async def remove_category(category_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[None]:
    """Items that are off sale count too: move them to another category first."""
    return await run(menu.remove_category, category_id)


@post(
    "/menu/order",
    status_code=200,
    guards=[EDIT_MENU],
    responses=refuses(NotFound, Invalid),
    summary="Put the menu in order",
    tags=["Menu"],
)
async def order_menu(data: JSONBody[OrderMenu], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[MenuOrdered]:
    """Categories among each other and items within their category, in one go. What is not named follows behind, as it was."""
    return await run(ordering.order_menu, data, shop_id)


@get("/menu/export", guards=[EDIT_MENU], responses=refuses(NotFound, Invalid), summary="The menu as a table", tags=["Menu"])
async def export_menu(
    run: NamedDependency[Run],
    file_format: Annotated[Format, QueryParameter(name="format")] = "csv",
    shop_id: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """Everything, on sale or not, one row per item, headed in the shop's language. Prices are decimals of the shop's currency."""
    table = await run.peek(exchange.menu_table, shop_id)
    body = await apart(exchange.written, table, file_format)
    headers = {"content-disposition": f'attachment; filename="menu.{file_format}"'}
    return Response(body, media_type=sheets.MEDIA_TYPES[file_format], headers=headers)


@post(
    "/menu/import",
    status_code=200,
    guards=[allow("menu.edit", takes=sheets.TAKEN)],
    responses=refuses(UnreadableSheet, ImportRefused, VersionMismatch, TooLarge, UnsupportedMediaType, NotFound, Invalid),
    request_max_body_size=sheets.BYTES_MAX,
    summary="Bring the menu as a table",
    tags=["Menu"],
)
async def import_menu(
    request: Request[Any, Any, State],
    run: NamedDependency[Run],
    file_format: Annotated[Format, QueryParameter(name="format")] = "csv",
    dry_run: FromQuery[bool] = False,
    shop_id: FromQuery[UUID | None] = None,
) -> Response[ImportReport]:
    """The body is a table as `/menu/export` gives it: rows with an `ID` change that item, rows without one add an item. Columns
    that are left out stay as they are, and so do options, pictures and the order. All rows are taken or none; with `dry_run`
    none is, and the answer says what would happen and what is wrong."""
    await run.peek(queries.may_ask)
    sheet = await apart(exchange.read_menu, await request.body(), file_format)
    if dry_run:
        return await run.read(importing.rehearse, sheet, shop_id)
    try:
        return await run.later(importing.import_menu, await run.peek(importing.plan_import, sheet, shop_id))
    except VersionMismatch:  # somebody edited the menu meanwhile; twice in a row is theirs to settle
        return await run.later(importing.import_menu, await run.peek(importing.plan_import, sheet, shop_id))


@post("/menu/items", status_code=201, guards=[EDIT_MENU], responses=refuses(NotFound, Invalid), summary="Add an item", tags=["Menu"])
async def add_item(data: JSONBody[PutItem], run: NamedDependency[Run]) -> Response[ItemAnswer]:
    return await run(menu.create_item, data)


@put(
    "/menu/items/{item_id:uuid}",
    guards=[EDIT_MENU],
    responses=refuses(NotFound, Invalid, VersionMismatch),
    summary="Write a whole item anew",
    tags=["Menu"],
)
async def put_item(item_id: FromPath[UUID], data: JSONBody[PutItem], run: NamedDependency[Run]) -> Response[ItemAnswer]:
    return await run(menu.replace_item, item_id, data)


@delete(
    "/menu/items/{item_id:uuid}",
    status_code=204,
    guards=[EDIT_MENU],
    responses=refuses(NotFound),
    summary="Take an item off the menu",
    tags=["Menu"],
)
async def hide_item(item_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[None]:
    return await run(menu.hide_item, item_id)


@post(
    "/menu/pictures",
    status_code=201,
    guards=[allow("menu.edit", takes=TAKEN)],
    responses=refuses(NotAPicture, TooLarge, UnsupportedMediaType, NotFound, Invalid),
    request_max_body_size=BYTES_MAX,
    summary="Bring a picture",
    tags=["Menu"],
)
async def add_picture(
    request: Request[Any, Any, State], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None
) -> Response[PictureOut]:
    """The body is the picture itself, at most 8 MiB. It is turned upright, fitted into 1200 by 900 and encoded anew; what a camera
    wrote into it is gone. Put the answer's `picture` into an item."""
    await run.peek(queries.may_ask)
    kept = await apart(pictures.keep, run.desk.files, await request.body())
    return await run(pictures.add_picture, *kept, shop_id)


@get("/pictures/{name:str}", guards=[PUBLIC], responses=refuses(NotFound), summary="A picture", tags=["Menu"])
async def get_picture(request: Request[Any, Any, State], name: FromPath[str], run: NamedDependency[Run]) -> Response[bytes]:
    """The name is made of the content, so a picture never changes and may be kept for ever."""
    headers = {"cache-control": "public, max-age=31536000, immutable", "etag": f'"{name}"'}
    if not name.endswith(f".{pictures.KIND}") or (body := await asyncio.to_thread(run.desk.files.get, name)) is None:
        raise NotFound
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(b"", status_code=304, media_type=MEDIA_TYPE, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


@get("/sold-out", guards=[READ_MENU], responses=refuses(NotFound, Invalid), summary="What is sold out now", tags=["Menu"])
async def list_sold_out(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[SoldOutOut]]:
    return await run.read(queries.sold_out_page, shop_id, limit, cursor)


@put(
    "/sold-out/{sku_id:uuid}",
    guards=[MARK],
    responses=refuses(NotFound, NotEnabled, Invalid),
    summary="Mark as sold out",
    tags=["Menu"],
)
async def mark_sold_out(sku_id: FromPath[UUID], data: JSONBody[MarkSoldOut], run: NamedDependency[Run]) -> Response[SoldOutAnswer]:
    return await run(sold_out.mark_sold_out, sku_id, data)


@delete(
    "/sold-out/{sku_id:uuid}",
    status_code=204,
    guards=[MARK],
    responses=refuses(NotFound, NotEnabled),
    summary="Not sold out any more",
    tags=["Menu"],
)
async def clear_sold_out(sku_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[None]:
    return await run(sold_out.clear_sold_out, sku_id)


ROUTES = [
    get_menu,
    list_items,
    list_categories,
    add_category,
    put_category,
    remove_category,
    order_menu,
    export_menu,
    import_menu,
    add_item,
    put_item,
    hide_item,
    add_picture,
    get_picture,
    list_sold_out,
    mark_sold_out,
    clear_sold_out,
]
