"""The board of each kind of screen has the shape that the document promises, no more and no less."""

import msgspec
import pytest

from hub.api_page.board_shape import MyBoardShape
from tests.venues import Venue

SEATS = ("pad 801", "kitchen hot", "call", "cashier 1", "handheld 1", "speaker", "manager", "owner", "cook", "waiter", "cleaner")


@pytest.mark.parametrize("who", SEATS)
async def test_a_board_is_as_documented(venue: Venue, who: str) -> None:
    await venue.order("dumplings", "tea")
    answer = await venue[who].get("/me/board", **({"shop_id": str(venue.shop_id)} if who == "owner" else {}))
    assert answer.status_code == 200
    read = msgspec.json.decode(answer.content, type=MyBoardShape, strict=True)
    assert msgspec.json.decode(msgspec.json.encode(read)) == answer.json()
