"""The visitors' port with a certificate of its own, and what is said where it cannot begin."""

from __future__ import annotations

import json
import os
import signal
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.i18n import text
from shared.tickets import Role
from tests.forked import Forked, run
from tests.hall.asking import WAIT_S, Asker, make_tokens
from tests.hall.visitors import take
from tinghao.places import SAMPLE


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of this machine and its key, as a hall's own office would make them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hall.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = tmp_path / "hall.pem", tmp_path / "hall.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(*form))
    return files


def options(folder: Path, *more: str) -> list[str]:
    at = ["--host", "127.0.0.1", "--visitors-host", "127.0.0.1", "--port", "0", "--visitors-port", "0"]
    return ["hall", "--silent", *at, "--store", f"sqlite:///{folder / 'hall.db'}", "--config", str(SAMPLE), *more]


def test_phones_reach_their_page_under_the_halls_own_certificate(
    tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    given = ["--visitors-cert", str(certificate[0]), "--visitors-key", str(certificate[1])]
    hall = Forked(options(tmp_path, *given), env=os.environ)
    try:
        told = {**json.loads(hall.stdout.readline()), **json.loads(hall.stdout.readline())}
        [token] = make_tokens(f"sqlite:///{tmp_path / 'hall.db'}", "district", [(Role.KIOSK, "kiosk-1")])
        with Asker(f"http://127.0.0.1:{told['port']}", token) as kiosk:
            taken = take(kiosk)
        url = f"https://127.0.0.1:{told['visitors_port']}/t/{taken.token}?lang=en"
        trusted = ssl.create_default_context(cafile=certificate[0])
        assert text("phone.next", "en") in httpx.get(url, verify=trusted, trust_env=False, timeout=WAIT_S).text
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE"):
            httpx.get(url, trust_env=False)
        with pytest.raises(httpx.HTTPError):
            httpx.get(url.replace("https", "http"), trust_env=False)
    finally:
        hall.send_signal(signal.SIGTERM)
        assert hall.wait(WAIT_S) == 0
        hall.stdout.close()


@pytest.mark.parametrize("wrong", ["missing", "no certificate", "another key"])
def test_a_certificate_that_cannot_be_used_stops_the_hall_in_words(
    tmp_path: Path, certificate: tuple[Path, Path], wrong: str
) -> None:
    file, key = certificate
    if wrong == "missing":
        file.unlink()
    if wrong == "no certificate":
        file.write_text("nothing\n", encoding="ascii")
    if wrong == "another key":
        form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        key.write_bytes(ec.generate_private_key(ec.SECP256R1()).private_bytes(*form))
    given = ["--visitors-cert", str(file), "--visitors-key", str(key)]
    done = run(*options(tmp_path, *given), env={**os.environ, "LANG": "C.UTF-8"}, timeout=60)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "certificate" in done.stderr
