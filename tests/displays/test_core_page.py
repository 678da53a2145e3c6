"""The live core in a real browser, on a bare page: lines that are cut, reloads, two tabs, tokens that run out."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.browsers import Screens, until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route, WebSocketRoute

OPEN = """async ([kind, token]) => {
  if (token) sessionStorage.setItem(`venuehub.arriving.${kind}`, token)
  const place = document.querySelector('link[rel="stylesheet"]').getAttribute("href").split("/").slice(0, 3).join("/")
  const { openScreen } = await import(`${place}/js/core/screen.js`)
  window.screen_ = await openScreen({ kind, app: "test/1" })
}"""
LIVE = "screen_.phase.value === 'ready' && screen_.link.value.state === 'live'"
SKU = """async () => {
  const dishes = (await screen_.ask("GET", "/menu")).body.categories.flatMap((each) => each.items)
  return dishes.find((dish) => dish.station === "hot" && dish.options.every((option) => option.min === 0)).sku_id
}"""
PLACE = """async ([sku, quantity]) => {
  const about = { subject: `order ${quantity}`, action: "order" }
  const answer = await screen_.command("POST", "/orders", { lines: [{ sku_id: sku, quantity }] }, about)
  return [answer.ok, answer.queued]
}"""
STORE = """([sku, quantity]) => screen_.outbox.hold("POST", "/orders", { lines: [{ sku_id: sku, quantity }] },
  { subject: `order ${quantity}`, action: "order" }).then(({ id }) => id)"""
"""It is on its way, and stored; what the hub says of it is not waited for."""
SILENT_MS = 15_000
QUANTITIES = "[...screen_.board.lines.values()].sort((one, other) => (one.id < other.id ? -1 : 1)).map((line) => line.quantity)"
AGREES = """async () => {
  const fresh = (await screen_.ask("GET", "/me/board")).body.board
  const sorted = (things) => (Array.isArray(things) ? [...things].sort((one, other) => (one.id < other.id ? -1 : 1)) : things)
  return Object.entries(screen_.board.dump()).every(([name, held]) => JSON.stringify(held) === JSON.stringify(sorted(fresh[name])))
}"""

STORED = """() => new Promise((resolve) => {
  indexedDB.open("venuehub").onsuccess = ({ target }) => {
    const asked = target.result.transaction("outbox").objectStore("outbox").count()
    asked.onsuccess = () => (target.result.close(), resolve(asked.result))
  }
})"""
SLOW_TO_OPEN = """Object.defineProperty(IDBRequest.prototype, "onsuccess", {
  set(heard) {
    const isOpened = () => this.result instanceof IDBDatabase
    this.addEventListener("success", (event) => (isOpened() ? window.letOpen.push(() => heard.call(this, event)) : heard.call(this, event)))
  },
})
window.letOpen = []"""
"""It is opened when the test says so, which has the fifteen seconds that a page waits for it."""

NOTE_WRITES = """
  window.writes = []
  const { put } = IDBObjectStore.prototype
  IDBObjectStore.prototype.put = function (value, ...key) {
    window.writes.push([this.name, String(key[0] ?? ""), this.transaction.durability])
    return put.call(this, value, ...key)
  }
"""


class Line:
    """The line between the pages of a context and the hub, which a test cuts and heals."""

    def __init__(self, context: "BrowserContext") -> None:
        self.is_cut = False
        self.takes_sockets = True
        self.swallows = False
        self.sockets: list[WebSocketRoute] = []
        context.route_web_socket("**/api/v1/stream", self._socket)
        context.route("**/api/v1/**", self._request)

    def cut(self) -> None:
        self.is_cut = True
        for socket in self.sockets:
            socket.close()
        self.sockets.clear()

    def heal(self) -> None:
        self.is_cut = self.swallows = False

    def _request(self, route: "Route") -> None:
        if self.is_cut:
            route.abort()
        else:
            route.continue_()

    def _socket(self, socket: "WebSocketRoute") -> None:
        if self.is_cut or not self.takes_sockets:
            socket.close(code=1011)
            return
        server = socket.connect_to_server()
        server.on_message(lambda message: None if self.swallows else socket.send(message))
        self.sockets.append(socket)


def go(screens: Screens, context: "BrowserContext", kind: str, name: str | None = None) -> "Page":
    """A bare page that is the screen of a device; without a name, of the device that this profile was last."""
    page = screens.plain("/", context=context)
    token = None
    if name is not None:
        link = httpx.get(f"{screens.home}/open/{screens.holder(kind, name)}", timeout=30).headers["location"]
        token = link.partition("#pair=")[2]
    page.evaluate(OPEN, [kind, token])
    return page


@pytest.fixture
def cut_off(screens: Screens) -> Screens:
    screens.watch.forgive("net::ERR_|WebSocket")
    return screens


def test_what_is_tapped_while_the_line_is_cut_arrives_once_and_in_order(cut_off: Screens) -> None:
    context = cut_off.context()
    line = Line(context)
    pad = go(cut_off, context, "pad", "801")
    until(pad, LIVE)
    sku = pad.evaluate(SKU)
    assert pad.evaluate(PLACE, [sku, 1]) == [True, False]
    until(pad, "screen_.board.lines.size === 1")

    line.cut()
    assert [pad.evaluate(PLACE, [sku, quantity]) for quantity in (2, 3)] == [[False, True]] * 2
    assert pad.evaluate("screen_.link.value.state") != "live"
    assert pad.evaluate("[...screen_.pending.value.keys()]") == ["order 2", "order 3"]

    pad.reload()
    pad.evaluate(OPEN, ["pad", None])
    assert pad.evaluate("screen_.phase.value") == "ready", "the last board is shown without the hub"
    assert pad.evaluate(QUANTITIES) == [1]
    assert pad.evaluate("screen_.outbox.waiting.value.length") == 2
    other = go(cut_off, context, "pad")
    assert other.evaluate(PLACE, [sku, 4]) == [False, True]
    assert pad.evaluate(PLACE, [sku, 5]) == [False, True]

    line.heal()
    for page in (pad, other):
        until(page, LIVE, 30)
        until(page, "screen_.board.lines.size === 5")
        until(page, "screen_.outbox.unsent === 0")
        assert page.evaluate(QUANTITIES) == [1, 2, 3, 4, 5]
        until(page, AGREES)


def test_a_line_that_falls_silent_is_said_within_fifteen_seconds(cut_off: Screens) -> None:
    context = cut_off.context()
    context.clock.install()
    line = Line(context)
    kitchen = go(cut_off, context, "kitchen", first(cut_off, "kitchen"))
    until(kitchen, LIVE)
    line.swallows = True
    line.is_cut = True
    kitchen.clock.run_for(SILENT_MS + 100)
    assert kitchen.evaluate("screen_.link.value.state") == "offline"
    line.heal()
    until(kitchen, LIVE, 30)


def test_where_no_socket_can_be_had_the_page_asks_instead(cut_off: Screens) -> None:
    context = cut_off.context()
    Line(context).takes_sockets = False
    pad = go(cut_off, context, "pad", "802")
    until(pad, LIVE, 30)
    assert pad.evaluate("screen_.link.value.way") == "poll"
    before = pad.evaluate("screen_.board.lines.size")
    pad.evaluate(PLACE, [pad.evaluate(SKU), 7])
    until(pad, f"screen_.board.lines.size === {before + 1}")
    until(pad, AGREES)


def test_tokens_that_run_out_in_two_tabs_at_once_are_renewed_once(screens: Screens) -> None:
    context = screens.context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if request.url.endswith("/auth/refresh") else None)
    one = go(screens, context, "cashier", first(screens, "cashier"))
    other = go(screens, context, "cashier")
    until(one, LIVE)
    until(other, LIVE)
    asked.clear()
    for page in (one, other):
        page.evaluate("void (screen_.identity.goodUntil = 0)")
    for page in (one, other):
        page.evaluate("void (window.asked = screen_.ask('GET', '/me'))")
    assert [page.evaluate("asked.then((reply) => reply.status)") for page in (one, other)] == [200, 200]
    assert len(asked) == 1
    assert one.evaluate("screen_.identity.access") == other.evaluate("screen_.identity.access")


def test_on_plain_http_two_tabs_still_take_turns(screens: Screens) -> None:
    context = screens.context()
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })")
    one = go(screens, context, "pad", "803")
    other = go(screens, context, "pad")
    for page in (one, other):
        until(page, LIVE)
    sku = one.evaluate(SKU)
    for quantity in range(1, 9):
        (one if quantity % 2 else other).evaluate(STORE, [sku, quantity])
    for page in (one, other):
        until(page, "screen_.board.lines.size === 8")
        assert page.evaluate(QUANTITIES) == list(range(1, 9))


def revoke(screens: Screens, device: str) -> None:
    """As a manager does in the office."""
    manager = next(each for each in screens.demo["users"] if each["role"] == "manager")
    with httpx.Client(base_url=f"{screens.home}/api/v1", headers={"Origin": screens.home}, timeout=30) as office:
        session = office.post("/auth/session", json={"username": manager["username"], "password": manager["password"]}).json()
        head = {"Authorization": f"Bearer {session['access_token']}", "Idempotency-Key": f"revoke-{device}"}
        assert office.post(f"/devices/{device}/revoke", headers=head).is_success


def test_a_screen_that_is_signed_out_says_what_was_never_sent(cut_off: Screens) -> None:
    cut_off.watch.forgive("401|403")
    context = cut_off.context()
    line = Line(context)
    pad = go(cut_off, context, "pad", "805")
    until(pad, LIVE)
    sku = pad.evaluate(SKU)
    line.cut()
    assert [pad.evaluate(PLACE, [sku, quantity]) for quantity in (1, 2)] == [[False, True]] * 2

    pad.evaluate("screen_.pairs_itself_ms = 100")
    revoke(cut_off, pad.evaluate("screen_.identity.id"))
    line.heal()
    until(pad, "screen_.phase.value === 'revoked'", 30)
    pad.wait_for_timeout(500)
    assert pad.evaluate("screen_.phase.value") == "revoked", "what was lost has to be read first"
    assert pad.evaluate("screen_.lost.value") == 2

    pad.reload()
    pad.evaluate(OPEN, ["pad", None])
    until(pad, "screen_.phase.value === 'revoked'", 30)
    assert pad.evaluate("screen_.lost.value") == 2, "a reload does not hide it"
    pad.evaluate("void screen_.pairAgain()")
    until(pad, "screen_.phase.value === 'pairing'")
    assert pad.evaluate("screen_.lost.value") == 0
    assert pad.evaluate(STORED) == 0


def test_a_screen_that_nobody_can_touch_shows_a_new_code_by_itself(cut_off: Screens) -> None:
    cut_off.watch.forgive("401|403")
    wall = go(cut_off, cut_off.context(), "pad", "802")
    until(wall, LIVE)
    wall.evaluate("screen_.pairs_itself_ms = 300")
    revoke(cut_off, wall.evaluate("screen_.identity.id"))
    until(wall, "screen_.phase.value === 'pairing' && screen_.pairing.value?.state === 'waiting'", 30)
    assert wall.evaluate("screen_.identity.id") is None


def test_a_slow_storage_is_waited_for_and_not_taken_for_a_new_screen(screens: Screens) -> None:
    context = screens.context()
    page = screens.open("handheld", context=context)
    until(page, "document.querySelector('.gate') === null && document.getElementById('app').childElementCount > 0")
    context.add_init_script(SLOW_TO_OPEN)
    page.reload()
    page.get_by_role("heading", name="This browser's storage is slow").wait_for()
    page.evaluate("window.letOpen.forEach((open) => open())")
    until(page, "document.querySelector('.gate') === null")
    assert page.get_by_text("Pair this screen").count() == 0


def test_tokens_commands_and_receipts_are_on_the_disk_before_they_count(screens: Screens) -> None:
    """After a power cut the hub would take the tokens of before for stolen, and the device would say again what it has said."""
    context = screens.context()
    context.add_init_script(NOTE_WRITES)
    page = go(screens, context, "pad", "803")
    until(page, LIVE)
    page.evaluate("void (screen_.identity.goodUntil = 0)")
    page.evaluate("screen_.ask('GET', '/me')")
    page.evaluate(STORE, [page.evaluate(SKU), 2])
    page.evaluate("screen_.receipts.begin('01a20824-04ed-76c2-9a0c-cc24e394dd59')")
    until(page, "['receipts:', 'place:'].every((name) => writes.some(([, key]) => key.startsWith(name)))")
    how: dict[str, set[str]] = {}
    for store, key, durability in page.evaluate("writes"):
        how.setdefault(key.partition(":")[0] or store, set()).add(durability)
    assert how.pop("place") == {"relaxed"}
    assert {"identity", "outbox", "receipts"} <= how.keys()
    assert set().union(*how.values()) == {"strict"}
    assert sum(key.startswith("identity:") for _, key, _ in page.evaluate("writes")) >= 2


def first(screens: Screens, kind: str) -> str:
    devices: list[dict[str, Any]] = screens.demo["devices"]
    return str(next(each["name"] for each in devices if each["kind"] == kind))
