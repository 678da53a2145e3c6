"""V1 and B1: who is in which room, and which screen hangs where."""

from sqlalchemy import and_, func, or_, select

from hub.audit.finding import Breach, Invariant, count_of, table

room = table("room")
stay = table("stay")
wristband = table("wristband")
session = table("therapist_session")
device = table("device")
binding = table("device_binding")
account = table("device_account")

RUNNING = stay.c.closed_at.is_(None)
OWN = stay.c.wristband_id.is_(None)
PRESENT = binding.c.until.is_(None)

guests = Invariant(
    "V1",
    "A room has one running stay of its own at most and names it; a wristband that is out has one, one that is in has none.",
    {
        "rooms": count_of(room),
        "running_stays": count_of(stay, RUNNING),
        "wristbands_out": count_of(wristband, wristband.c.state == "out"),
        "at_work": count_of(session, session.c.finished_at.is_(None)),
    },
    [
        Breach(
            "a room has several running stays of its own",
            select(stay.c.shop_id, stay.c.room_id, func.count().label("stays"))
            .where(RUNNING, OWN)
            .group_by(stay.c.shop_id, stay.c.room_id)
            .having(func.count() > 1),
        ),
        Breach(
            "a running stay that its room does not name",
            select(stay.c.id, stay.c.shop_id, stay.c.room_id, room.c.stay_id)
            .outerjoin_from(stay, room, room.c.id == stay.c.room_id)
            .where(RUNNING, OWN, or_(room.c.stay_id.is_(None), room.c.stay_id != stay.c.id)),
        ),
        Breach(
            "a room names a stay that is over, a wristband's, or elsewhere",
            select(room.c.id, room.c.shop_id, room.c.number, room.c.state, room.c.stay_id)
            .outerjoin_from(room, stay, stay.c.id == room.c.stay_id)
            .where(
                room.c.stay_id.is_not(None),
                or_(
                    stay.c.id.is_(None),
                    stay.c.closed_at.is_not(None),
                    stay.c.wristband_id.is_not(None),
                    stay.c.room_id.is_(None),
                    stay.c.room_id != room.c.id,
                ),
            ),
        ),
        Breach(
            "a room's state does not fit its guests",
            select(room.c.id, room.c.shop_id, room.c.number, room.c.state, room.c.stay_id, stay.c.checked_out_at)
            .outerjoin_from(room, stay, stay.c.id == room.c.stay_id)
            .where(
                or_(
                    and_(room.c.state == "in_use", or_(room.c.stay_id.is_(None), stay.c.checked_out_at.is_not(None))),
                    and_(room.c.state.in_(["free", "reserved"]), room.c.stay_id.is_not(None)),
                )
            ),
        ),
        Breach(
            "a wristband that is out without a stay of its own, or in with one, or has several",
            select(wristband.c.id, wristband.c.shop_id, wristband.c.code, wristband.c.state, func.count(stay.c.id).label("stays"))
            .outerjoin_from(wristband, stay, and_(stay.c.wristband_id == wristband.c.id, RUNNING))
            .group_by(wristband.c.id, wristband.c.shop_id, wristband.c.code, wristband.c.state)
            .having(
                or_(
                    and_(wristband.c.state == "out", func.count(stay.c.id) != 1),
                    and_(wristband.c.state != "out", func.count(stay.c.id) != 0),
                )
            ),
        ),
        Breach(
            "a therapist is at work on a stay that is over",
            select(session.c.id, session.c.shop_id, session.c.staff_id, session.c.stay_id)
            .outerjoin_from(session, stay, stay.c.id == session.c.stay_id)
            .where(session.c.finished_at.is_(None), or_(stay.c.id.is_(None), stay.c.closed_at.is_not(None))),
        ),
        Breach(
            "a therapist is at work twice",
            select(session.c.staff_id, func.count().label("sessions"))
            .where(session.c.finished_at.is_(None))
            .group_by(session.c.staff_id)
            .having(func.count() > 1),
        ),
    ],
)

bindings = Invariant(
    "B1",
    "A device is in one place: one open binding each, none once it is revoked; cashier terminals share their shop's account.",
    {"devices": count_of(device), "bindings": count_of(binding), "open": count_of(binding, PRESENT)},
    [
        Breach(
            "a device has no open binding, or several, or is revoked and has one",
            select(device.c.id, device.c.shop_id, device.c.name, device.c.state, func.count(binding.c.id).label("open"))
            .outerjoin_from(device, binding, and_(binding.c.device_id == device.c.id, PRESENT))
            .group_by(device.c.id, device.c.shop_id, device.c.name, device.c.state)
            .having(
                or_(
                    and_(device.c.state != "revoked", func.count(binding.c.id) != 1),
                    and_(device.c.state == "revoked", func.count(binding.c.id) != 0),
                )
            ),
        ),
        Breach(
            "an account is shared by others than cashiers, or a cashier's is not shared",
            select(device.c.id, device.c.shop_id, device.c.kind, device.c.account_id, account.c.shared)
            .join_from(device, account, account.c.id == device.c.account_id)
            .where((device.c.kind == "cashier") != account.c.shared.is_(True)),
        ),
        Breach(
            "two devices in use with one account that is not shared",
            select(device.c.account_id, func.count().label("devices"))
            .join_from(device, account, account.c.id == device.c.account_id)
            .where(account.c.shared.is_(False), device.c.state != "revoked")
            .group_by(device.c.account_id)
            .having(func.count() > 1),
        ),
        Breach(
            "a shop has several shared accounts",
            select(account.c.shop_id, func.count().label("accounts"))
            .where(account.c.shared.is_(True))
            .group_by(account.c.shop_id)
            .having(func.count() > 1),
        ),
    ],
)
