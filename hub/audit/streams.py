"""E1: the numbers of a stream. Cheap: it looks at counts only; `told` reads the events themselves."""

from sqlalchemy import func, or_, select

from hub.audit.finding import Breach, Invariant, count_of, table

stream = table("stream")
event = table("event")

_kept = (
    select(event.c.stream, func.count().label("events"), func.min(event.c.seq).label("first"), func.max(event.c.seq).label("last"))
    .group_by(event.c.stream)
    .subquery("kept")
)

numbering = Invariant(
    "E1",
    "The events of a stream are numbered without a gap from its oldest to its head.",
    {"streams": count_of(stream), "events": count_of(event)},
    [
        Breach(
            "numbers are missing, or go beyond what the stream says",
            select(
                stream.c.name, stream.c.oldest, stream.c.head, func.coalesce(_kept.c.events, 0).label("events"), _kept.c.first, _kept.c.last
            )
            .outerjoin_from(stream, _kept, _kept.c.stream == stream.c.name)
            .where(
                or_(
                    func.coalesce(_kept.c.events, 0) != stream.c.head - stream.c.oldest + 1,
                    _kept.c.first != stream.c.oldest,
                    _kept.c.last != stream.c.head,
                    stream.c.epoch == "",
                )
            ),
        ),
        Breach(
            "events of a stream that has no counter",
            select(_kept.c.stream, _kept.c.events)
            .outerjoin_from(_kept, stream, stream.c.name == _kept.c.stream)
            .where(stream.c.name.is_(None)),
        ),
    ],
)
