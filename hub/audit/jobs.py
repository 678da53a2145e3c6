"""J1 and N1: work that waits, and who is said to be here."""

from sqlalchemy import and_, case, func, or_, select

from hub.audit.finding import Breach, Invariant, count_of, table

job = table("job")
device = table("device")
connection = table("connection")
lease = table("hub_lease")

WAITING = job.c.state == "waiting"
LEASED = job.c.lease_owner.is_not(None)
OPEN = connection.c.closed_at.is_(None)

once_each = Invariant(
    "J1",
    "A job waits, is done or is dead, and nothing of two; of one kind and key at most one waits.",
    {
        "waiting": count_of(job, WAITING),
        "leased": count_of(job, WAITING, LEASED),
        "done": count_of(job, job.c.state == "done"),
        "dead": count_of(job, job.c.state == "dead"),
    },
    [
        Breach(
            "a job is in no state, or leased though nothing is left to do, or half leased",
            select(job.c.id, job.c.kind, job.c.key, job.c.state, job.c.lease_owner, job.c.lease_until).where(
                or_(
                    job.c.state.not_in(["waiting", "done", "dead"]),
                    and_(job.c.state != "waiting", LEASED),
                    job.c.lease_until.is_not(None) != LEASED,
                )
            ),
        ),
        Breach(
            "a job is done without the time of it, or has the time and is not; or died without a reason",
            select(job.c.id, job.c.kind, job.c.key, job.c.state, job.c.done_at).where(
                or_((job.c.state == "done") != job.c.done_at.is_not(None), and_(job.c.state == "dead", job.c.error.is_(None)))
            ),
        ),
        Breach(
            "a job was done or died without having been tried",
            select(job.c.id, job.c.kind, job.c.key, job.c.state, job.c.attempts).where(
                or_(job.c.attempts < 0, and_(job.c.state != "waiting", job.c.attempts < 1))
            ),
        ),
        Breach(
            "two jobs of one kind and key wait",
            select(job.c.kind, job.c.key, func.count().label("jobs"))
            .where(WAITING)
            .group_by(job.c.kind, job.c.key)
            .having(func.count() > 1),
        ),
    ],
)

_here = (
    select(
        connection.c.device_id,
        func.count().label("connections"),
        func.max(case((connection.c.visible.is_(True), 1), else_=0)).label("visible"),
    )
    .where(OPEN, connection.c.device_id.is_not(None))
    .group_by(connection.c.device_id)
    .subquery("here")
)
_presence = case((_here.c.connections.is_(None), "offline"), (_here.c.visible == 1, "online"), else_="away")

presence = Invariant(
    "N1",
    "A device is told to be here exactly while it has a connection.",
    {
        "devices": count_of(device, device.c.state != "revoked"),
        "online": count_of(device, device.c.state != "revoked", device.c.presence != "offline"),
        "connections": count_of(connection, OPEN),
        "hubs": count_of(lease),
    },
    [
        Breach(
            "a device's presence does not follow from its connections",
            select(device.c.id, device.c.shop_id, device.c.name, device.c.presence, _presence.label("follows"))
            .outerjoin_from(device, _here, _here.c.device_id == device.c.id)
            .where(device.c.state != "revoked", device.c.presence != _presence),
        ),
    ],
)
