from asyncio import gather
import pytest
from tests.venues import Venue
@pytest.mark.parametrize("n", range(25))
async def test_x(timed_venue: Venue, clock, n) -> None:
    venue = timed_venue
    codes = [f"N{number}" for number in range(200)]
    async def give(code):
        made = await venue["manager"].post("/wristbands", {"code": code})
        assert made.status_code in (200, 201), made.text
        r = await venue["cashier 1"].post(f"/wristbands/{code}/hand-out")
        assert r.status_code in (200, 201), r.text
    await gather(*(give(code) for code in codes))
    orders = await gather(*(venue.order("tea", who=f"cashier {index % 2 + 1}", wristband=code) for index, code in enumerate(codes)))
    assert sorted(order["number"] for order in orders) == sorted(f"#{number:02d}" for number in range(1, 201))
