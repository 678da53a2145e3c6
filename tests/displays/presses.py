"""What the others in the house press while a test looks at one screen: the demo's devices over plain HTTP."""

import uuid
from typing import Any

import httpx

STEPS = {
    "preparing": ("start",),
    "ready": ("start", "finish"),
    "called": ("start", "finish", "call"),
    "served": ("start", "finish", "serve"),
}
TIDYINGS = 10


class Presses:
    """The first shop of a demo venue, by the names of its devices and users and the numbers of its rooms."""

    def __init__(self, home: str, demo: dict[str, Any]) -> None:
        self.http = httpx.Client(base_url=f"{home}/api/v1", timeout=30)
        shop = demo["shops"][0]
        self.tokens = {each["name"]: each["access_token"] for each in demo["devices"] if each["shop_id"] == shop["id"]}
        self.tokens |= {each["username"]: each["access_token"] for each in demo["users"] if each["shop_id"] == shop["id"]}
        self.rooms = {room["number"]: room["id"] for room in shop["rooms"]}
        items = [item for category in self.get("Pad 801", "/menu")["categories"] for item in category["items"]]
        self.items = {item["names"]["en"]: item for item in items}

    def get(self, device: str, path: str) -> dict[str, Any]:
        answer = self.http.get(path, headers={"Authorization": f"Bearer {self.tokens[device]}"})
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]

    def post(self, device: str, path: str, body: Any = None) -> dict[str, Any]:
        return self.write("POST", device, path, body)

    def put(self, device: str, path: str, body: Any) -> dict[str, Any]:
        return self.write("PUT", device, path, body)

    def write(self, method: str, device: str, path: str, body: Any) -> dict[str, Any]:
        answer = self.send(method, device, path, body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else {}

    def send(self, method: str, device: str, path: str, body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[device]}", "Idempotency-Key": str(uuid.uuid4())}
        return self.http.request(method, path, json=body, headers=headers)

    def order(self, room: str, *dishes: str) -> list[dict[str, Any]]:
        """One round for a room; its lines."""
        wanted = [{"sku_id": self.items[dish]["sku_id"], "quantity": 1} for dish in dishes]
        order = self.post("Cashier 1", "/orders", {"lines": wanted, "room_id": self.rooms[room]})["order"]
        last = max(line["round"] for line in order["lines"])
        return [line for line in order["lines"] if line["round"] == last]

    def bring(self, line: dict[str, Any], state: str) -> None:
        """Bring a placed line to a state by the ordinary way."""
        for action in STEPS[state]:
            self.act(line, action)

    def act(self, line: dict[str, Any], action: str) -> dict[str, Any]:
        return self.post("Pass", f"/kds/lines/{line['id']}/{action}")

    def line(self, line: dict[str, Any]) -> dict[str, Any]:
        """The line as it is now."""
        order = self.get("Cashier 1", f"/orders/{line['order_id']}")["order"]
        return next(each for each in order["lines"] if each["id"] == line["id"])

    def lines(self, room: str) -> list[dict[str, Any]]:
        """All lines of the room's open orders."""
        return [line for line in self.board()["lines"] if line["room"] and line["room"]["number"] == room]

    def room(self, number: str) -> dict[str, Any]:
        """The room as it is now."""
        return next(room for room in self.board()["rooms"] if room["number"] == number)  # type: ignore[no-any-return]

    def board(self) -> dict[str, Any]:
        """Everything that the cashier's screen knows."""
        return self.get("Cashier 1", "/me/board")["board"]  # type: ignore[no-any-return]

    def tidy(self) -> None:
        """Serve everything that stands about, so that the next test begins with empty screens. A page may still be pressing."""
        for _ in range(TIDYINGS):
            lines = self.get("Pass", "/kds/board")["lines"]
            if not lines or self._served(lines):
                return
        raise AssertionError(f"somebody goes on pressing: {lines}")

    def _served(self, lines: list[dict[str, Any]]) -> bool:
        for action, of in (("start", {"placed"}), ("finish", {"placed", "preparing"}), ("serve", {each["state"] for each in lines})):
            ids = [each["id"] for each in lines if each["state"] in of]
            for at in range(0, len(ids), 100):
                body = {"action": action, "line_ids": ids[at : at + 100]}
                if self.send("POST", "Pass", "/kds/lines/transitions", body).status_code == 409:
                    return False
        return True
