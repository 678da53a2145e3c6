"""A venue of one's own, from an empty folder to the first order, by commands and the API alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx

from hub.kit.ids import new_id
from tests.running import Backend, RunningHub


def test_a_brand_is_founded_and_takes_its_first_order(backend: Backend, tmp_path: Path) -> None:
    settings = backend.settings()
    environment = os.environ | ({"VENUEHUB_DATABASE_URL": settings.database.url} if settings.database.url else {})

    def init() -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "hub.cli", "init", "--data", settings.data, "--brand", "My Springs", "--owner", "me.first"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    founded = init()
    password = re.search(r"with the password (\S+)", founded.stdout)
    assert password, founded.stderr
    again = init()
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    hub = RunningHub(settings)
    try:
        with httpx.Client(base_url=f"{hub.url}/api/v1") as http:
            signed_in = http.post("/auth/login", json={"username": "me.first", "password": password[1]}).json()
            http.headers["Authorization"] = f"Bearer {signed_in['access_token']}"

            def post(path: str, body: object = None) -> dict[str, object]:
                answer = http.post(path, json=body, headers={"Idempotency-Key": str(new_id())})
                assert answer.status_code < 300, answer.text
                return answer.json()  # type: ignore[no-any-return]

            shop = post("/shops", {"name": "First", "timezone": "Asia/Shanghai"})["shop"]
            of_shop = {"shop_id": shop["id"]}  # type: ignore[index]
            http.params = httpx.QueryParams(of_shop)
            room = post("/rooms", {"number": "801"})["room"]
            names = {"zh-CN": "水饺", "en": "Dumplings"}
            http.put("/kds/stations/hot", json={"names": names}, headers={"Idempotency-Key": str(new_id())}).raise_for_status()
            category = post("/menu/categories", {"names": names})["category"]
            dish = {"category_id": category["id"], "names": names, "station": "hot", "price": 3800}  # type: ignore[index]
            item = post("/menu/items", dish)["item"]
            post(f"/rooms/{room['id']}/open", {})  # type: ignore[index]
            lines = [{"sku_id": item["sku_id"], "quantity": 2}]  # type: ignore[index]
            order = post("/orders", {"room_id": room["id"], "lines": lines})["order"]  # type: ignore[index]
            assert (order["number"], order["total"]) == ("#01", 7600)  # type: ignore[index]
    finally:
        hub.stop()
        backend.forget(settings)
