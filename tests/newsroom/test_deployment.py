"""The files in deploy/, really run: nginx in front of a production start."""

import gzip
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.client import HTTPResponse, HTTPSConnection, RemoteDisconnected
from pathlib import Path

import pytest

from tests.newsroom.processes import PIECE, ROOT, Site, environment, free_port

DEPLOY = ROOT / "deploy"
HOST = "koran.example"
# Debian's libnginx-mod-http-brotli-static.
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
SETTINGS = {"PRODUCTION": "1", "SECRET_KEY": "kunci-uji-" * 6, "ALLOWED_HOSTS": HOST}
# A network in front that does not answer, from the first start on.
SETTINGS |= {"CDN_SECONDS": "60", "CDN_PURGE_URL": "http://127.0.0.1:9/"}

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") == "postgres",
    reason="what stands in front of the site does not know its database",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """What a server has: a certificate, the data folder, nginx's own."""
    folder = tmp_path_factory.mktemp("server")
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        f"-keyout privkey.pem -out fullchain.pem -subj /CN={HOST} "
        f"-addext subjectAltName=DNS:{HOST},DNS:www.{HOST}".split(),
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


class Front:
    """nginx with the files of deploy/, on ports of its own."""

    def __init__(self, program: str, folder: Path, site_port: int) -> None:
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        self.certificate = folder / "fullchain.pem"
        site = (DEPLOY / "nginx.conf").read_text()
        for said, here in {
            "listen [::]:443 ssl http2": "# listen",
            "listen [::]:80": "# listen",
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "listen 80": f"listen 127.0.0.1:{self.plain_port}",
            "127.0.0.1:8000": f"127.0.0.1:{site_port}",
            "/var/lib/newsroom": str(folder / "var"),
            f"/etc/letsencrypt/live/{HOST}": str(folder),
            "#brotli_static on;": "brotli_static on;" if BROTLI.is_file() else "#",
        }.items():
            assert said in site
            site = site.replace(said, here)
        (folder / "site.conf").write_text(site)
        shutil.copy(DEPLOY / "newsroom-proxy.conf", folder)
        paths = "\n".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"{f'load_module {BROTLI};' if BROTLI.is_file() else ''}\n"
            f"daemon off; worker_processes 1; pid {folder}/nginx.pid;\n"
            f"error_log {folder}/error.log;\n"
            "events { worker_connections 256; }\n"
            f"http {{ include /etc/nginx/mime.types; access_log off; {paths}\n"
            f"include {folder}/site.conf; }}\n"
        )
        user = ["-g", "user root;"] if os.geteuid() == 0 else []
        self.command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), *user]
        self.command += ["-e", str(folder / "error.log")]

    def __enter__(self) -> "Front":
        tested = subprocess.run([*self.command, "-t"], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stderr
        assert "warn" not in tested.stderr
        self.process = subprocess.Popen(self.command)
        for _attempt in range(100):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise AssertionError((self.folder / "error.log").read_text())

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)

    @contextmanager
    def answer(self, path: str, method: str = "GET", host: str = HOST, body=None, **headers: str):
        """What a browser gets that trusts only our certificate."""
        trust = ssl.create_default_context(cafile=self.certificate)
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection = HTTPSConnection(host, context=trust, timeout=10)
        connection.sock = trust.wrap_socket(raw, server_hostname=host)
        with closing(connection):
            connection.request(method, path, body, headers)
            yield connection.getresponse()


@pytest.fixture(scope="module")
def front(nginx_program, folder):
    with (
        Site(folder / "var", **SETTINGS) as site,
        Front(nginx_program, folder, site.port) as front,
    ):
        front.site = site
        # The first is made while the network is still told of all that was loaded.
        assert site.status(PIECE, **{"Host": HOST, "X-Forwarded-Proto": "https"}) == 200
        yield front


def read(response: HTTPResponse) -> str:
    return response.read().decode()


def test_pages_files_and_refusals_through_nginx(front):
    with front.answer(PIECE) as page:
        html = read(page)
        assert page.status == 200
        assert "Mistral" in html
        assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert page.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    [style] = re.findall(r'href="(/static/css/readers\.[0-9a-f]{12}\.css)"', html)
    with front.answer(style, **{"Accept-Encoding": "gzip"}) as file:
        assert file.headers["Content-Encoding"] == "gzip"
        assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert b"{" in gzip.decompress(file.read())
    if BROTLI.is_file():
        with front.answer(style, **{"Accept-Encoding": "gzip, br"}) as file:
            assert file.headers["Content-Encoding"] == "br"
    with front.answer("/static/css/readers.000000000000.css") as missing:
        assert (missing.status, missing.headers["Cache-Control"]) == (404, "no-store")
    picture = re.search(r'src="(/media/[^"]+)"', html)[1]
    with front.answer(picture) as file:
        assert file.status == 200
        assert file.headers["Content-Type"].startswith("image/")
        assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for hidden in ("/media/../newsroom.sqlite3", "/static/../secret_key", "/media/x.html"):
        with front.answer(hidden) as refusal:
            assert refusal.status in {400, 404}, hidden
    for place, too_much in (("/admin/markdown/upload/", "105000000"), (PIECE, "70000")):
        with front.answer(place, "POST", **{"Content-Length": too_much}) as refusal:
            assert refusal.status == 413
            assert "Terlalu besar untuk dikirim" in read(refusal)
    # What is too large for a picture is still the site's to refuse, with the form around it kept.
    head = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'
    form = {"Content-Type": "multipart/form-data; boundary=x", "Referer": f"https://{HOST}/"}
    form["Cookie"] = f"newsroom_csrf={'a' * 32}"
    large = head + bytes(25_000_000) + b"\r\n--x--\r\n"
    with front.answer("/admin/markdown/upload/", "POST", body=large, **form) as refusal:
        assert refusal.status == 403
    with front.answer("/readyz") as ready:
        assert (ready.status, read(ready)) == (200, "ok\n")


def test_a_piece_is_light(front):
    """In bytes as they are sent and in requests, pictures of the text aside: 25 kB and 6."""
    sizes = {}
    with front.answer(PIECE, **{"Accept-Encoding": "gzip"}) as page:
        packed = page.read()
    html = gzip.decompress(packed).decode()
    wanted = re.findall(
        r'(?:<link[^>]*rel="(?:stylesheet|icon|preload)"[^>]*href|<script[^>]*src)="([^"]+)"', html
    )
    for address in wanted:
        with front.answer(address, **{"Accept-Encoding": "gzip"}) as file:
            assert file.status == 200
            sizes[address] = len(file.read())
    assert len(packed) + sum(sizes.values()) < 25_000
    assert len(sizes) <= 5
    assert sum(size for address, size in sizes.items() if address.endswith(".css")) < 15_000
    assert sum(size for address, size in sizes.items() if address.endswith(".js")) < 8_000
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!koran)[^"]*\.(?:js|css|woff2?)', html)


def test_nobody_says_who_they_are(front):
    """A stranger's own word on the protocol is overwritten, so nothing is served as insecure."""
    with front.answer("/", **{"X-Forwarded-Proto": "http"}) as page:
        assert page.status == 200
    # Past nginx, without TLS, the site leads to it.
    assert front.site.status("/", Host=HOST) == 301
    assert front.site.status("/healthz", Host=HOST) == 200


def test_plain_http_leads_to_tls_and_other_hosts_get_nothing(front):
    with closing(socket.create_connection(("127.0.0.1", front.plain_port), timeout=10)) as plain:
        plain.sendall(b"GET /tag/?x=1 HTTP/1.1\r\nHost: jahat.example\r\nConnection: close\r\n\r\n")
        answer = plain.makefile("rb").read().decode()
    assert answer.startswith("HTTP/1.1 301")
    assert f"Location: https://{HOST}/tag/?x=1" in answer
    trust = ssl.create_default_context(cafile=front.certificate)
    raw = socket.create_connection(("127.0.0.1", front.port), timeout=10)
    with closing(raw), pytest.raises(ssl.SSLError):
        trust.wrap_socket(raw, server_hostname="jahat.example")
    with pytest.raises(RemoteDisconnected), front.answer("/", Host="jahat.example"):
        pass
    # Where browsers go by themselves once they know of the site's sub-domains (HSTS).
    with front.answer("/tag/?x=1", host=f"www.{HOST}") as led:
        assert (led.status, led.headers["Location"]) == (301, f"https://{HOST}/tag/?x=1")


def test_guessing_passwords_is_slow(front):
    def answer() -> tuple[int, str]:
        with front.answer("/admin/login/") as page:
            return page.status, read(page)

    refusals = [html for status, html in (answer() for _attempt in range(30)) if status == 429]
    assert "Terlalu banyak percobaan" in refusals[0]


def test_a_site_that_is_down_says_so(nginx_program, folder, front):
    with Front(nginx_program, folder, free_port()) as alone, alone.answer(PIECE) as page:
        assert page.status == 503
        assert page.headers["Retry-After"] == "60"
        assert "Sebentar lagi kembali" in read(page)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_takes_the_units(tmp_path):
    for unit in DEPLOY.glob("newsroom*.[st]*"):
        text = unit.read_text().replace("/srv/newsroom/.venv/bin/python", sys.executable)
        (tmp_path / unit.name).write_text(text.replace("/srv/newsroom", str(ROOT)))
    for template in ("publish_due", "send_letters", "prune_revisions"):
        shutil.copy(tmp_path / "newsroom@.service", tmp_path / f"newsroom@{template}.service")
    units = [str(path) for path in tmp_path.iterdir() if "@." not in path.name]
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
        env=environment(tmp_path),
    )
    ours = [line for line in checked.stderr.splitlines() if "newsroom" in line]
    assert ours == []


def test_timers_name_commands_that_exist():
    commands = {path.stem for path in (ROOT / "articles/management/commands").glob("*.py")}
    timed = {path.stem.partition("@")[2] for path in DEPLOY.glob("newsroom@*.timer")}
    assert timed
    assert timed <= commands


def test_the_environment_file_names_variables_the_site_reads():
    readme = (ROOT / "README.md").read_text()
    names = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "newsroom.env").read_text(), re.MULTILINE)
    assert len(names) >= 8
    assert [name for name in names if f"`{name}`" not in readme] == []
