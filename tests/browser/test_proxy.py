"""The proxy of docs/deploy as it is written there, before the real app below a path."""

import getpass
import os
import shutil
import ssl
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
NAME = "insight.example.com"
BELOW = "insight"
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
LIMIT = SETTINGS["server"]["maxUploadSize"] * 2**20
AROUND = """
user {user};
daemon off;
pid {folder}/pid;
error_log {folder}/said.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/insight.conf;
}}
"""

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def nginx() -> str:
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("No nginx, which .ci/servers installs")
    if found is None:
        pytest.skip("No nginx here, so docs/deploy/nginx.conf is not tried")
    return found


@pytest.fixture(scope="module")
def ports(free_port: Callable[[], int]) -> tuple[int, int]:
    """Where the proxy listens without TLS and with it."""
    return free_port(), free_port()


@pytest.fixture(scope="module")
def address(ports: tuple[int, int]) -> str:
    """The address that people know."""
    return f"https://{NAME}:{ports[1]}/{BELOW}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for the name, signed by itself, with its key beside it."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    itself = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    known = [x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(itself, itself, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(known), critical=False)
        .sign(key, SHA256())
    )
    (folder / "insight.crt").write_bytes(signed.public_bytes(Encoding.PEM))
    (folder / "insight.key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return folder / "insight.crt"


@pytest.fixture(scope="module")
def app(
    address: str, team_home: Callable[[str], Path], app_server: Callable[..., Any]
) -> Iterator[str]:
    home = team_home(f"{address}/oauth2callback")
    below = {"STREAMLIT_SERVER_BASE_URL_PATH": BELOW}
    with app_server(home, sample="off", **below) as found:
        yield found


@pytest.fixture(scope="module")
def proxy(
    nginx: str,
    app: str,
    ports: tuple[int, int],
    certificate: Path,
    tmp_path_factory: pytest.TempPathFactory,
    wait_for: Callable[[int, str], None],
) -> Iterator[None]:
    """Nginx with the file of docs/deploy: its ports and paths are changed, no more."""
    folder = tmp_path_factory.mktemp("nginx")
    without_tls, with_tls = ports
    here = {
        "listen 80;": f"listen 127.0.0.1:{without_tls};",
        "listen 443 ": f"listen 127.0.0.1:{with_tls} ",
        "/etc/ssl": str(certificate.parent),
        "http://127.0.0.1:8501": app,
    }
    text = (ROOT / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for written, meant in here.items():
        assert written in text
        text = text.replace(written, meant)
    (folder / "insight.conf").write_text(text, encoding="utf-8")
    around = AROUND.format(user=getpass.getuser(), folder=folder)
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    command = [nginx, "-c", str(folder / "nginx.conf"), "-e", str(folder / "said.log")]
    with subprocess.Popen(command) as process:
        wait_for(without_tls, "/")
        yield
        process.terminate()


@pytest.fixture(scope="module")
def trusted(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


@pytest.fixture(scope="module")
def ask(proxy: None, ports: tuple[int, int], trusted: ssl.SSLContext) -> Iterator[Ask]:
    """Asks the proxy for a path, by the name it is known by or by another."""
    base = f"https://127.0.0.1:{ports[1]}"
    with httpx.Client(verify=trusted, base_url=base) as client:

        def asked(path: str, *, host: str = NAME) -> httpx.Response:
            return client.get(path, headers={"Host": host})

        yield asked


def test_a_person_signs_in_brings_a_file_and_takes_one_away(
    proxy: None, address: str, sign_in: Callable[[str, str], Page]
) -> None:
    page = sign_in(address, "ann")
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Signed in as an analyst")
    spoken = page.evaluate("performance.getEntriesByType('navigation')[0]")
    assert spoken["nextHopProtocol"] == "h2"
    assert all(cookie["secure"] for cookie in page.context.cookies(address))

    page.goto(f"{address}/upload")
    files = [ROOT / "sample_data" / f"{table}.csv" for table in ("accounts", "exits")]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Imported:")).to_be_visible()

    page.goto(f"{address}/exits?period=All")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").first.click()
    assert "account_id" in download.value.path().read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("path", [f"/{BELOW}/", f"/{BELOW}/upload", "/nowhere"])
def test_every_answer_says_what_the_browser_may_do(path: str, ask: Ask) -> None:
    told = ask(path).headers

    assert told["strict-transport-security"] == "max-age=31536000"
    assert told["content-security-policy"].startswith("default-src 'none'")
    assert told["x-frame-options"] == "DENY"


def test_what_the_pages_are_made_of_comes_compressed(ask: Ask) -> None:
    index = ask(f"/{BELOW}/").text
    script = index.split('src="./', 1)[1].split('"', 1)[0]

    assert ask(f"/{BELOW}/{script}").headers["content-encoding"] == "gzip"


def test_health_is_asked_without_the_path_and_counters_by_nobody(ask: Ask) -> None:
    assert ask("/healthz").json()["status"] == "ok"
    assert ask(f"/{BELOW}/_stcore/health").text == "ok"
    assert ask(f"/{BELOW}/_stcore/metrics").status_code == 403
    assert ask("/_stcore/metrics").status_code == 403


def test_nobody_is_answered_by_another_name(ask: Ask) -> None:
    refused = ask(f"/{BELOW}/", host="evil.example")

    assert refused.status_code == 403
    assert "does not go by this name" in refused.text


def test_a_file_over_the_limit_is_refused_before_it_is_sent(
    proxy: None, ports: tuple[int, int], trusted: ssl.SSLContext
) -> None:
    sending = HTTPSConnection("127.0.0.1", ports[1], context=trusted)
    sending.putrequest("PUT", f"/{BELOW}/_stcore/upload_file/a/b")
    sending.putheader("Content-Length", str(LIMIT + 1))
    sending.endheaders()

    assert sending.getresponse().status == 413
    sending.close()


def test_whoever_comes_without_tls_is_sent_to_it(
    proxy: None, ports: tuple[int, int]
) -> None:
    sent = httpx.get(f"http://127.0.0.1:{ports[0]}/insight/exits?period=All")

    assert sent.status_code == 301
    assert sent.headers["location"] == f"https://{NAME}/insight/exits?period=All"
