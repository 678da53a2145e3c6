"""Certificates for a venue's own network: a small authority in the data folder, and the hub's certificate that it signs.

Devices are told once to trust the authority. Whoever stole its key could still speak only for the names and addresses of
private networks that stand in it, so that no telephone it was installed on can be led astray on the internet.
"""

import ipaddress
import logging
import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.kit.clock import Clock
from hub.settings import BadSettings

log = logging.getLogger("hub.tls")

AUTHORITY_LIFE = timedelta(days=3650)
LIFE = timedelta(days=800)
"""Apple's devices refuse a certificate of more than 825 days, also from an authority that was installed by hand."""
RENEW_BEFORE = timedelta(days=60)
EARLIER = timedelta(days=1)
"""Valid from yesterday, for devices whose clock is a little behind."""

PRIVATE_NAMES = ("localhost", "local", "lan", "home.arpa", "internal", "test")
PRIVATE_NETWORKS = tuple(
    ipaddress.ip_network(each)
    for each in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10")
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Host = str | Address
Key = ec.EllipticCurvePrivateKey


class Files(NamedTuple):
    """Where the certificates of a data folder lie. Only the hub's own user can read them."""

    folder: Path

    @property
    def authority(self) -> Path:
        """What devices are told to trust."""
        return self.folder / "ca.crt"

    @property
    def authority_key(self) -> Path:
        return self.folder / "ca.key"

    @property
    def certificate(self) -> Path:
        return self.folder / "server.crt"

    @property
    def key(self) -> Path:
        return self.folder / "server.key"


class Certificates(NamedTuple):
    """Certificates that are good now."""

    files: Files
    hosts: frozenset[str]
    until: datetime
    fingerprint: str
    """SHA-256 of the authority, as devices show it when it is installed."""
    renewed: bool


def files_in(data: Path) -> Files:
    return Files(data / "tls")


def prepare(data: Path, more: Sequence[str] = (), *, anew: bool = False, now: datetime | None = None) -> Certificates:
    """The certificates of a data folder: made if absent, renewed if they end soon or lack a name of this machine.

    `more` are further names or addresses under which devices reach the hub; they are kept at later renewals. `anew` begins
    with a new authority, which every device has to be told to trust.

    A venue may keep the authority's key elsewhere. Without it a certificate is used as long as it is good, and the key is asked
    for when another one has to be signed.

    Raises:
        BadSettings: a host that is none, or one for which this authority may not speak; or its key is needed and not there.
    """
    now = now or Clock().now()
    files = files_in(data)
    files.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    asked = [host_of(each) for each in more]
    known = _read(files.certificate)
    kept = [] if known is None else hosts_in(known)
    authority = None if anew else _read(files.authority)
    if authority is not None and not files.authority_key.exists():
        return _without_key(files, authority, known, asked, now)
    if authority is None or not _belong_together(authority, files.authority_key):
        authority = _make_authority(files, [*kept, *asked], now)
        known = None
    if known is not None and not _belong_together(known, files.key):
        known = None
    wanted = list(dict.fromkeys([*own_hosts(), *kept, *asked]))
    refused = [str(host) for host in wanted if not allowed(authority, host)]
    if strange := [each for each in refused if host_of(each) in asked]:
        raise BadSettings(f"this authority may not speak for {', '.join(strange)}: venuehub tls --new-ca makes one that may")
    hosts = [host for host in wanted if str(host) not in refused]
    if good := known is not None and set(hosts) <= set(hosts_in(known)) and known.not_valid_after_utc - now > RENEW_BEFORE:
        signed = known
    else:
        signed = _sign(files, authority, hosts, now)
    return Certificates(files, frozenset(map(str, hosts)), signed.not_valid_after_utc, fingerprint_of(authority), not good)


def _without_key(
    files: Files, authority: x509.Certificate, known: x509.Certificate | None, asked: Sequence[Host], now: datetime
) -> Certificates:
    """What is there, while nothing has to be signed: a new authority would have to be told to every device.

    Raises:
        BadSettings: there is no certificate that is good for what is asked.
    """
    ask = f"put {files.authority_key} back, or begin with a new authority: venuehub tls --new-ca (every device has to be told)"
    if known is None or not _belong_together(known, files.key) or not known.not_valid_before_utc <= now < known.not_valid_after_utc:
        raise BadSettings(f"there is no good certificate, and no key to sign one: {ask}")
    hosts = hosts_in(known)
    if lacking := [str(host) for host in asked if host not in hosts]:
        raise BadSettings(f"the certificate is not for {', '.join(lacking)}, and there is no key to sign another: {ask}")
    if known.not_valid_after_utc - now <= RENEW_BEFORE:
        log.warning("the certificate ends on %s, and there is no key to sign another: %s", known.not_valid_after_utc.date(), ask)
    if unnamed := [str(host) for host in own_hosts() if host not in hosts]:
        log.warning("the certificate is not for %s, and there is no key to sign another: %s", ", ".join(unnamed), ask)
    return Certificates(files, frozenset(map(str, hosts)), known.not_valid_after_utc, fingerprint_of(authority), False)


def good_until(data: Path) -> datetime | None:
    """When the certificate of a data folder ends; None while there is none."""
    known = _read(files_in(data).certificate)
    return None if known is None else known.not_valid_after_utc


def own_hosts() -> Iterator[Host]:
    """Under which names and addresses this machine may be reached. Nothing is sent to find out."""
    yield "localhost"
    name = socket.gethostname().lower().rstrip(".")
    if name and name != "localhost":
        yield name
        if "." not in name:
            yield f"{name}.local"
    found = {ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")}
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((far, 9))  # a datagram socket sends nothing here; it only says which way it would
                found.add(ipaddress.ip_address(probe.getsockname()[0].partition("%")[0]))
        except OSError:
            continue
    try:
        for info in socket.getaddrinfo(socket.gethostname(), None):
            found.add(ipaddress.ip_address(str(info[4][0]).partition("%")[0]))
    except (OSError, ValueError):
        pass  # a name that nobody knows the address of
    yield from sorted(found, key=lambda address: (address.version, int(address)))


def host_of(text: str) -> Host:
    """A name or an address as it stands in a certificate.

    Raises:
        BadSettings: it is neither.
    """
    said = text.strip().strip("[]").lower().rstrip(".")
    try:
        return ipaddress.ip_address(said)
    except ValueError:
        labels = said.split(".")
        if not said.isascii() or len(said) > 253 or not all(_is_label(label) for label in labels):
            raise BadSettings(f"{text!r} is neither a host name nor an address") from None
        return said


def _is_label(label: str) -> bool:
    return 0 < len(label) <= 63 and label.replace("-", "").isalnum() and not label.startswith("-") and not label.endswith("-")


def general_name(host: Host) -> x509.GeneralName:
    return x509.DNSName(host) if isinstance(host, str) else x509.IPAddress(host)


def hosts_in(certificate: x509.Certificate) -> list[Host]:
    """The names and addresses that a certificate is for."""
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [each.value for each in names if isinstance(each, x509.DNSName | x509.IPAddress) and not isinstance(each.value, NETWORK)]


NETWORK = ipaddress.IPv4Network | ipaddress.IPv6Network


def allowed(authority: x509.Certificate, host: Host) -> bool:
    """Whether the authority may speak for this name or address."""
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    for each in permitted:
        if isinstance(host, str) and isinstance(each, x509.DNSName) and (host == each.value or host.endswith(f".{each.value}")):
            return True
        if not isinstance(host, str) and isinstance(each, x509.IPAddress) and isinstance(each.value, NETWORK) and host in each.value:
            return True
    return False


def fingerprint_of(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _read(path: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return None


def _belong_together(certificate: x509.Certificate, key: Path) -> bool:
    """Whether the key is the certificate's own: two files are not written at once, and the power may go between them."""
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        return False
    return private.public_key() == certificate.public_key()


def _make_authority(files: Files, hosts: Iterable[Host], now: datetime) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Venue Hub {socket.gethostname()[:40]} {now:%Y-%m-%d}")])
    own = [*own_hosts(), *hosts]
    names = dict.fromkeys([*PRIVATE_NAMES, *(host for host in own if isinstance(host, str))])
    networks = dict.fromkeys([*PRIVATE_NETWORKS, *(ipaddress.ip_network(host) for host in own if not isinstance(host, str))])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    usage = x509.KeyUsage(
        key_cert_sign=True,
        crl_sign=True,
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        _builder(name, name, key, now, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(
            x509.NameConstraints([*map(x509.DNSName, names), *map(x509.IPAddress, networks)], excluded_subtrees=None), critical=True
        )
        .add_extension(identifier, critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(files.authority_key, key)
    _write(files.authority, certificate.public_bytes(serialization.Encoding.PEM))
    return certificate


def _sign(files: Files, authority: x509.Certificate, hosts: Sequence[Host], now: datetime) -> x509.Certificate:
    """A certificate for these hosts, with a key of its own."""
    signer = serialization.load_pem_private_key(files.authority_key.read_bytes(), None)
    if not isinstance(signer, Key):
        raise BadSettings(f"{files.authority_key} is not the key that venuehub made")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Venue Hub")])
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = (
        _builder(name, authority.subject, key, now, min(LIFE, authority.not_valid_after_utc - now))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([general_name(host) for host in hosts]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write_key(files.key, key)
    _write(files.certificate, certificate.public_bytes(serialization.Encoding.PEM) + authority.public_bytes(serialization.Encoding.PEM))
    return certificate


def _builder(subject: x509.Name, issuer: x509.Name, key: Key, now: datetime, life: timedelta) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now - EARLIER + life)
    )


def _write_key(path: Path, key: Key) -> None:
    form = serialization.PrivateFormat.PKCS8
    _write(path, key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and for nobody else to read."""
    fresh = path.with_suffix(f"{path.suffix}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
