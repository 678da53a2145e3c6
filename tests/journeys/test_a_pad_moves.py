"""A pad is carried from 801 to 802: it follows by itself, keeps who it is, and leaves the old room's guests behind.

Over the client library, with a store that survives a reload, while orders go on in both rooms.
"""

from devices.client import Hub, MemoryStore, Problem, Wanted
from tests.live.plain import greeted
from tests.venues import Venue, comes_to_agree


async def test_a_pad_that_is_carried_to_another_room(venue: Venue, address: Hub) -> None:
    pad, store = venue["pad 801"], MemoryStore()
    before = (await pad.get("/me")).json()
    async with venue.device("pad 801", address, store=store) as screen:
        await screen.wait_live()
        old = await screen.commands.place([Wanted(venue.skus["dumplings"], 1)])
        assert old.room is not None
        assert old.room.number == "801"
        await screen.wait_until(lambda board: board.lines)

        await venue["manager"].post(f"/devices/{pad.id}/bind", {"room_id": venue.rooms["802"]})
        await screen.wait_until(
            lambda board: board.room and board.room["number"] == "802" and screen.count.snapshots == 2, what="the pad is in 802"
        )
        assert screen.count.closes == {4201: 1}
        assert screen.welcome is not None
        assert screen.welcome.streams[venue.stream].why == "scope"
        assert (screen.welcome.room, screen.welcome.account) == ({"id": venue.rooms["802"], "number": "802"}, before["account"])
        await comes_to_agree(screen)
        assert not screen.board.lines

        new = await screen.commands.place([Wanted(venue.skus["tea"], 2)])
        assert new.room is not None
        assert (new.room.number, new.number) == ("802", "#02")
        assert [line.room.number for line in new.lines if line.room] == ["802"]
        await screen.wait_until(lambda board: len(board.lines) == 1)

        assert (await pad.get(f"/orders/{old.id}")).status_code == 404
        for refused in (screen.commands.cancel(old.lines[0].id), screen.commands.cancel_order(old.id)):
            try:
                await refused
            except Problem as problem:
                assert (problem.status, problem.code) == (404, "not_found")
            else:
                raise AssertionError("the old room's order is not this pad's any more")
        await venue.act({"id": old.lines[0].id}, "start", "cook")
        await venue.act({"id": new.lines[0].id}, "start", "cook")
        await screen.wait_until(lambda board: board.lines[new.lines[0].id]["state"] == "preparing")
        heard = [each.frame for each in screen.recorded]
        came_back = next(place for place, frame in enumerate(heard) if frame is screen.welcome)
        assert any(old.id in str(frame) for frame in heard[:came_back])
        assert all(old.id not in str(frame) for frame in heard[came_back:])

    history = (await venue["manager"].get(f"/devices/{pad.id}/bindings")).json()["items"]
    assert [(each["room"]["number"], each["until"] is None) for each in history] == [("802", True), ("801", False)]
    assert history[1]["since"] < history[1]["until"] == history[0]["since"]

    async with venue.device("pad 801", address, store=store) as again:  # reloaded: it resumes where it is now
        await again.wait_live()
        assert (again.count.resumed, again.count.snapshots) == (1, 0)
        assert again.board.room["number"] == "802"
    async with greeted(venue.running, venue["pad 801 b"].token) as (_, welcome):
        assert welcome["room"]["number"] == "801"
