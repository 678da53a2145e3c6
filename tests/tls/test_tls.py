"""The hub's own certificates: who is told to trust what, and that a hub with them is one like any other."""

import ipaddress
import ssl
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from devices.client import Hub as HubAddress
from hub import tls
from hub.doctor import examine
from hub.settings import BadSettings
from tests.accounts.test_browser import cookie_of
from tests.running import Backend, RunningHub
from tests.venues import PASSWORD, Venue

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def certificate(data: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(tls.files_in(data).certificate.read_bytes())


def test_a_first_time_makes_an_authority_and_a_certificate_for_this_machine(tmp_path: Path) -> None:
    made = tls.prepare(tmp_path, now=NOW)
    assert made.renewed
    assert {"localhost", "127.0.0.1", "::1"} <= made.hosts
    authority = x509.load_pem_x509_certificate(made.files.authority.read_bytes())
    certificate(tmp_path).verify_directly_issued_by(authority)
    assert made.until - NOW < timedelta(days=825)
    assert len(made.fingerprint.split(":")) == 32


def test_nobody_else_reads_the_keys(tmp_path: Path) -> None:
    files = tls.prepare(tmp_path, now=NOW).files
    assert stat.S_IMODE(files.folder.stat().st_mode) == 0o700
    for path in files.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert b"PRIVATE" not in files.authority.read_bytes() + files.certificate.read_bytes()


def test_files_that_a_power_cut_left_apart_are_made_again(tmp_path: Path) -> None:
    files = tls.prepare(tmp_path, ["hub.lan"], now=NOW).files
    other = tls.prepare(tmp_path / "other", now=NOW).files
    files.key.write_bytes(other.key.read_bytes())
    assert tls.prepare(tmp_path, now=NOW).renewed
    assert not tls.prepare(tmp_path, now=NOW).renewed
    for halved, half in ((files.authority_key, other.authority_key.read_bytes()), (files.authority, b""), (files.key, b"")):
        halved.write_bytes(half)
        made = tls.prepare(tmp_path, now=NOW)
        assert made.renewed, halved
        assert "hub.lan" in made.hosts
        certificate(tmp_path).verify_directly_issued_by(x509.load_pem_x509_certificate(files.authority.read_bytes()))
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(files.certificate, files.key)


def test_what_is_good_is_left_alone(tmp_path: Path) -> None:
    first = tls.prepare(tmp_path, now=NOW)
    before = certificate(tmp_path)
    second = tls.prepare(tmp_path, now=NOW + timedelta(days=700))
    assert (second.renewed, second.fingerprint) == (False, first.fingerprint)
    assert certificate(tmp_path) == before


def test_it_is_renewed_in_time_and_devices_need_not_be_told(tmp_path: Path) -> None:
    first = tls.prepare(tmp_path, ["hub.lan"], now=NOW)
    later = tls.prepare(tmp_path, now=NOW + timedelta(days=760))
    assert (later.renewed, later.fingerprint) == (True, first.fingerprint)
    assert "hub.lan" in later.hosts


def test_a_further_name_is_kept(tmp_path: Path) -> None:
    tls.prepare(tmp_path, now=NOW)
    named = tls.prepare(tmp_path, ["Hub.LAN.", "192.168.7.9", "[fd00::7]"], now=NOW)
    assert named.renewed
    assert {"hub.lan", "192.168.7.9", "fd00::7"} <= named.hosts
    again = tls.prepare(tmp_path, now=NOW)
    assert (again.renewed, again.hosts) == (False, named.hosts)


def test_the_authority_cannot_speak_for_the_internet(tmp_path: Path) -> None:
    files = tls.prepare(tmp_path, now=NOW).files
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    for host in ("example.com", "lan.example.com", "xlan", ipaddress.ip_address("203.0.113.9")):
        assert not tls.allowed(authority, host), host
    for host in ("hub.lan", "a.b.local", "localhost", ipaddress.ip_address("10.9.9.9"), ipaddress.ip_address("fe80::1")):
        assert tls.allowed(authority, host), host
    with pytest.raises(BadSettings, match="--new-ca"):
        tls.prepare(tmp_path, ["hub.example.com"], now=NOW)


def test_a_new_authority_takes_in_a_name_of_the_internet(tmp_path: Path) -> None:
    first = tls.prepare(tmp_path, ["hub.lan"], now=NOW)
    anew = tls.prepare(tmp_path, ["hub.example.com"], anew=True, now=NOW)
    assert anew.fingerprint != first.fingerprint
    assert {"hub.lan", "hub.example.com"} <= anew.hosts


def test_a_key_that_is_kept_elsewhere_is_asked_for_only_when_something_is_to_be_signed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = tls.prepare(tmp_path, ["hub.lan"], now=NOW)
    before, key = certificate(tmp_path), first.files.authority_key.read_bytes()
    first.files.authority_key.unlink()
    assert tls.prepare(tmp_path, ["hub.lan"], now=NOW) == first._replace(renewed=False)
    assert caplog.messages == []
    assert not tls.prepare(tmp_path, now=NOW + timedelta(days=760)).renewed
    assert "the certificate ends on 2029-01-29, and there is no key" in caplog.text
    with pytest.raises(BadSettings, match=r"other\.lan.*--new-ca"):
        tls.prepare(tmp_path, ["other.lan"], now=NOW)
    with pytest.raises(BadSettings, match=r"ca\.key back"):
        tls.prepare(tmp_path, now=NOW + timedelta(days=800))
    assert (certificate(tmp_path), tls.fingerprint_of(x509.load_pem_x509_certificate(first.files.authority.read_bytes()))) == (
        before,
        first.fingerprint,
    )
    first.files.authority_key.write_bytes(key)
    later = tls.prepare(tmp_path, now=NOW + timedelta(days=760))
    assert (later.renewed, later.fingerprint) == (True, first.fingerprint)


def test_without_key_and_certificate_no_other_authority_is_made_behind_the_devices_backs(tmp_path: Path) -> None:
    files = tls.prepare(tmp_path, now=NOW).files
    files.authority_key.unlink()
    files.key.write_bytes(b"")
    with pytest.raises(BadSettings, match=r"ca\.key back"):
        tls.prepare(tmp_path, now=NOW)
    assert tls.prepare(tmp_path, anew=True, now=NOW).renewed


@pytest.mark.parametrize("host", ["", "a b", "hub..lan", "-hub.lan", "https://hub.lan", "hub.lan:8443", "湖.lan", "x" * 64])
def test_what_is_no_host_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(BadSettings, match="neither a host name nor an address"):
        tls.prepare(tmp_path, [host], now=NOW)


@pytest.fixture(scope="module")
def secure(sqlite_backend: Backend) -> Iterator[RunningHub]:
    settings = sqlite_backend.settings(server={"host": "127.0.0.1", "port": 0, "schema": True, "tls": True})
    hub = RunningHub(settings)
    try:
        yield hub
    finally:
        hub.stop()
        sqlite_backend.forget(settings)


def trust(hub: RunningHub) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=tls.files_in(hub.settings.data_path).authority)


def test_a_device_that_trusts_the_authority_gets_in_by_name_and_by_address(secure: RunningHub) -> None:
    for host in ("127.0.0.1", "localhost"):
        answer = httpx.get(f"https://{host}:{secure.server.port}/health/live", verify=trust(secure), timeout=30)
        assert answer.status_code == 200
        assert "strict-transport-security" not in answer.headers, "this machine's other servers may be without https"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"


def test_any_other_device_does_not(secure: RunningHub) -> None:
    with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
        httpx.get(f"{secure.url}/health/live", timeout=30)
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{secure.server.port}/health/live", timeout=30)


def test_the_authority_is_there_to_be_installed(secure: RunningHub, sqlite_backend: Backend) -> None:
    answer = httpx.get(f"{secure.url}/ca.crt", verify=trust(secure), timeout=30)
    assert answer.headers["content-type"] == "application/x-x509-ca-cert"
    assert answer.content == tls.files_in(secure.settings.data_path).authority.read_bytes()
    page = httpx.get(f"{secure.url}/kitchen", verify=trust(secure), timeout=30)
    assert f"connect-src 'self' wss://127.0.0.1:{secure.server.port};" in page.headers["content-security-policy"]


async def test_screens_and_people_are_at_home_in_it(secure: RunningHub) -> None:
    async with httpx.AsyncClient(base_url=secure.url, verify=trust(secure), timeout=30) as http:
        venue = Venue(secure, http)
        body = {"username": f"manager.{venue.mark}", "password": PASSWORD}
        own = {"Origin": f"https://localhost:{secure.server.port}"}
        opened = await http.post("/api/v1/auth/session", json=body, headers=own)
        assert opened.status_code == 200, opened.text
        kept = cookie_of(opened)
        assert (kept.key, kept["path"], kept["secure"]) == (f"__Host-venuehub_session_{secure.server.port}", "/", True)
        assert (await http.post("/api/v1/auth/session/refresh", headers=own)).json()["user"]["username"] == f"manager.{venue.mark}"
        plain = {"Origin": f"http://localhost:{secure.server.port}"}
        assert (await http.post("/api/v1/auth/session", json=body, headers=plain)).status_code == 403
        async with HubAddress(secure.url, verify=trust(secure)) as address, venue.device("kitchen", address) as kitchen:
            assert kitchen.board is not None


def test_a_hub_without_https_has_none_to_install(demo_free: RunningHub) -> None:
    assert httpx.get(f"{demo_free.url}/ca.crt", timeout=30).status_code == 404


@pytest.fixture
def demo_free(sqlite_backend: Backend) -> Iterator[RunningHub]:
    settings = sqlite_backend.settings()
    hub = RunningHub(settings)
    try:
        yield hub
    finally:
        hub.stop()
        sqlite_backend.forget(settings)


def test_the_doctor_says_how_long_it_is_good(sqlite_backend: Backend) -> None:
    settings = sqlite_backend.settings(server={"host": "127.0.0.1", "port": 0, "tls": True})
    try:
        assert [check.level for check in examine(settings) if "certificate" in check.said] == ["ok"]
        tls.prepare(settings.data_path, now=datetime.now(UTC) - timedelta(days=780))
        assert [check.level for check in examine(settings) if "certificate" in check.said] == ["note"]
        tls.prepare(settings.data_path)
        assert [check.level for check in examine(settings) if "certificate" in check.said] == ["ok"]
    finally:
        sqlite_backend.forget(settings)
