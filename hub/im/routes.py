"""Who am I, pairing and devices over HTTP."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from hub.accounts.errors import TokenExpired, TokenInvalid
from hub.accounts.permissions import DeviceKind
from hub.accounts.routes import address_of
from hub.im import devices, identity, pairing, queries
from hub.im.errors import AccessDenied, AuthorizationPending, ExpiredToken, PairingUsed, SlowDown
from hub.im.schemas import (
    ApprovePairing,
    AskPairing,
    Bind,
    BindingOut,
    DeviceAnswer,
    DeviceListed,
    DeviceOut,
    DeviceTokens,
    MeOut,
    PairingOut,
    PairingToken,
    WaitingPairing,
)
from hub.kit.errors import Invalid, NotFound, RateLimited, StateNotAllowed
from hub.kit.paging import Page
from hub.kit.web import PUBLIC, WRITE_REFUSALS, Run, allow, refuses

MANAGE = allow("devices.manage")


def address_of_hub(run: Run) -> str:
    """Where people find this hub: as configured, else as the screen has found it."""
    hub: Any = run.request.app.state.get("hub")
    return (hub and hub.settings.server.base_url) or str(run.request.base_url)


@get("/me", guards=[allow("menu.read")], summary="Who am I", tags=["Accounts"], responses=refuses(TokenInvalid, TokenExpired, NotFound))
async def who_am_i(run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[MeOut]:
    """The device or person of this token, where they are, what they may do and which channels they hear."""
    return await run.read(identity.me, shop_id)


@post(
    "/device-pairings",
    status_code=201,
    guards=[PUBLIC],
    summary="Ask for a pairing code",
    tags=["Devices"],
    responses=refuses(RateLimited, Invalid),
)
async def ask_pairing(data: JSONBody[AskPairing], run: NamedDependency[Run]) -> PairingOut:
    """A screen asks to belong to a venue, shows the code, and polls `/device-pairings/token`."""
    return await run.public(pairing.ask_pairing, data, address_of(run), address_of_hub(run))


@post(
    "/device-pairings/token",
    status_code=200,
    guards=[PUBLIC],
    summary="Fetch the tokens of an approved screen",
    tags=["Devices"],
    responses=refuses(AuthorizationPending, SlowDown, AccessDenied, ExpiredToken, Invalid),
)
async def redeem_pairing(data: JSONBody[PairingToken], run: NamedDependency[Run]) -> DeviceTokens:
    """The screen asks whether it was approved. The tokens are handed out once."""
    redeemed = await run.public(pairing.redeem_pairing, data.device_code)
    if isinstance(redeemed, pairing.NotYet):
        raise redeemed.refusal()
    return redeemed


@get("/device-pairings", guards=[MANAGE], summary="Screens that wait", tags=["Devices"], responses=refuses(Invalid))
async def list_pairings(
    run: NamedDependency[Run], limit: FromQuery[int | None] = None, cursor: FromQuery[str | None] = None
) -> Response[Page[WaitingPairing]]:
    """Screens that wait for approval and have named a shop of the caller."""
    return await run.read(queries.waiting_pairings, limit, cursor)


@get(
    "/device-pairings/{user_code:str}",
    guards=[MANAGE],
    summary="The screen behind a code",
    tags=["Devices"],
    responses=refuses(NotFound, PairingUsed),
)
async def get_pairing(user_code: FromPath[str], run: NamedDependency[Run]) -> Response[WaitingPairing]:
    """What the screen that shows this code says of itself, so that nobody has to guess its kind. It may have named no shop."""
    return await run.read(queries.waiting_pairing, user_code)


@post(
    "/device-pairings/{user_code:str}/approval",
    status_code=200,
    guards=[allow("devices.manage", keyless=True)],
    summary="Approve a screen",
    tags=["Devices"],
    responses=refuses(NotFound, PairingUsed, Invalid),
)
async def approve_pairing(user_code: FromPath[str], data: JSONBody[ApprovePairing], run: NamedDependency[Run]) -> Response[DeviceOut]:
    """Let the screen with this code in. `replaces` hands it the account and the settings of another device, which is revoked."""
    return await run(pairing.approve_pairing, user_code, data)


@post(
    "/device-pairings/{user_code:str}/denial",
    status_code=204,
    guards=[allow("devices.manage", keyless=True)],
    summary="Refuse a screen",
    tags=["Devices"],
    responses=refuses(NotFound, PairingUsed),
)
async def deny_pairing(user_code: FromPath[str], run: NamedDependency[Run]) -> Response[None]:
    """The screen learns it at its next poll."""
    return await run(pairing.deny_pairing, user_code)


@get("/devices", guards=[MANAGE], summary="Devices", tags=["Devices"], responses=refuses(NotFound, Invalid))
async def list_devices(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    kind: FromQuery[DeviceKind | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[DeviceListed]]:
    """Devices with their presence, those with faults first. Revoked ones are left out."""
    return await run.read(queries.device_page, shop_id, kind, limit, cursor)


@get("/devices/{device_id:uuid}", guards=[MANAGE], summary="One device", tags=["Devices"], responses=refuses(NotFound))
async def get_device(device_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[DeviceListed]:
    """One device."""
    return await run.read(queries.one_device, device_id)


@get(
    "/devices/{device_id:uuid}/bindings",
    guards=[MANAGE],
    summary="Where a device was",
    tags=["Devices"],
    responses=refuses(NotFound, Invalid),
)
async def list_bindings(
    device_id: FromPath[UUID], run: NamedDependency[Run], limit: FromQuery[int | None] = None, cursor: FromQuery[str | None] = None
) -> Response[Page[BindingOut]]:
    """Rooms and stations with their times, the latest first."""
    return await run.read(queries.binding_page, device_id, limit, cursor)


@post(
    "/devices/{device_id:uuid}/bind",
    status_code=200,
    guards=[MANAGE],
    summary="Bind or move a device",
    tags=["Devices"],
    responses=refuses(NotFound, StateNotAllowed, *WRITE_REFUSALS),
)
async def bind_device(device_id: FromPath[UUID], data: JSONBody[Bind], run: NamedDependency[Run]) -> Response[DeviceAnswer]:
    """Say where a device is. Its account and tokens go on; its sockets close with 4201 and come back with the new channels."""
    return await run(devices.bind_device, device_id, data)


@post(
    "/devices/{device_id:uuid}/identify",
    status_code=204,
    guards=[MANAGE],
    summary="Which one is it?",
    tags=["Devices"],
    responses=refuses(NotFound, StateNotAllowed, *WRITE_REFUSALS),
)
async def identify_device(device_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[None]:
    """The device flashes its name and chimes for some seconds, if it is connected."""
    return await run(devices.identify_device, device_id)


@post(
    "/devices/{device_id:uuid}/disable",
    status_code=200,
    guards=[MANAGE],
    summary="Switch a device off",
    tags=["Devices"],
    responses=refuses(NotFound, StateNotAllowed, *WRITE_REFUSALS),
)
async def disable_device(device_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[DeviceAnswer]:
    """Its sockets close with 4002 and its tokens do not work until it is switched on again."""
    return await run(devices.set_device_state, device_id, "disable")


@post(
    "/devices/{device_id:uuid}/enable",
    status_code=200,
    guards=[MANAGE],
    summary="Switch a device on",
    tags=["Devices"],
    responses=refuses(NotFound, StateNotAllowed, *WRITE_REFUSALS),
)
async def enable_device(device_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[DeviceAnswer]:
    """It may come back with the tokens it has."""
    return await run(devices.set_device_state, device_id, "enable")


@post(
    "/devices/{device_id:uuid}/revoke",
    status_code=204,
    guards=[MANAGE],
    summary="Revoke a device",
    tags=["Devices"],
    responses=refuses(NotFound, *WRITE_REFUSALS),
)
async def revoke_device(device_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[None]:
    """Throw a device out for good: its tokens are dead at once. To come back it has to be paired again."""
    return await run(devices.revoke_device, device_id)


ROUTES = [
    who_am_i,
    ask_pairing,
    redeem_pairing,
    list_pairings,
    get_pairing,
    approve_pairing,
    deny_pairing,
    list_devices,
    get_device,
    list_bindings,
    bind_device,
    identify_device,
    disable_device,
    enable_device,
    revoke_device,
]
