"""Plain values from the environment, and the sentences for those that make no sense."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsroom import environment
from newsroom.environment import UnsafeStart

EMBEDDED = Path("embedded.sqlite3")


@pytest.mark.parametrize(
    ("value", "meaning"),
    [("1", True), ("yes", True), ("TRUE", True), ("0", False), ("off", False)],
)
def test_flag_is_yes_or_no(value, meaning):
    assert environment.flag("DEBUG", default=not meaning, environ={"DEBUG": value}) is meaning


@pytest.mark.parametrize("environ", [{}, {"TLS": ""}, {"TLS": " "}])
def test_flag_that_is_not_set_has_its_default(environ):
    """An empty line in a file of settings must not switch TLS off."""
    assert environment.flag("TLS", default=True, environ=environ) is True
    assert environment.flag("TLS", default=False, environ=environ) is False


@pytest.mark.parametrize("value", ["2", "ja", "maybe"])
def test_flag_refuses_other_words(value):
    with pytest.raises(UnsafeStart, match=r"DEBUG is .* write 1 or 0"):
        environment.flag("DEBUG", default=False, environ={"DEBUG": value})


def test_number():
    assert environment.number("PORT", default=8000, environ={}) == 8000
    assert environment.number("PORT", default=8000, environ={"PORT": " 81 "}) == 81


@pytest.mark.parametrize("value", ["abc", "-1", "8.5", "٣", "1e3"])
def test_number_refuses_what_is_no_whole_number(value):
    with pytest.raises(UnsafeStart, match="whole number"):
        environment.number("PORT", default=8000, environ={"PORT": value})


def test_host_names():
    sent = {"HOSTS": "koran.id, .koran.id,[::1],*, 127.0.0.1"}
    hosts = ["koran.id", ".koran.id", "[::1]", "*", "127.0.0.1"]
    assert environment.host_names("HOSTS", environ=sent) == hosts


@pytest.mark.parametrize("host", ["https://koran.id/", "koran.id:443", "koran.id/", "a b", "."])
def test_what_is_no_host_name_is_refused(host):
    """The site would answer 400 to everybody."""
    with pytest.raises(UnsafeStart, match="write the host name alone"):
        environment.host_names("HOSTS", environ={"HOSTS": f"koran.id,{host}"})


def test_words_are_split_at_commas():
    assert environment.words("HOSTS", environ={"HOSTS": " a.id, ,b.id,"}) == ["a.id", "b.id"]


# --- The data folder and the key ----------------------------------------------


def test_data_dir_is_made(tmp_path):
    assert environment.data_dir(tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("name", ["file", "file/below", "x" * 300, "loop"])
def test_data_dir_that_cannot_be_written(tmp_path, name):
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(UnsafeStart, match=r"cannot be written .*; set DATA_DIR"):
        environment.data_dir(tmp_path / name)


def test_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "secret_key"
    key = environment.secret_key(path)
    assert len(key) >= 50
    assert environment.secret_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_two_starts_at_once_agree_on_the_key(tmp_path):
    path = tmp_path / "secret_key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: environment.secret_key(path), range(32)))
    assert len(keys) == 1


def test_empty_secret_key_is_refused(tmp_path):
    (tmp_path / "secret_key").touch()
    with pytest.raises(UnsafeStart, match="is empty; delete the file"):
        environment.secret_key(tmp_path / "secret_key")


# --- The database -------------------------------------------------------------


def test_without_an_address_the_database_is_embedded():
    config = environment.database("", embedded=EMBEDDED)
    assert config["ENGINE"] == "django.db.backends.sqlite3"
    assert config["NAME"] == EMBEDDED


def test_postgres_address():
    config = environment.database("postgres://u:p%40ss@db.id:5433/koran", embedded=EMBEDDED)
    assert config["ENGINE"] == "django.db.backends.postgresql"
    wanted = {"NAME": "koran", "USER": "u", "PASSWORD": "p@ss", "HOST": "db.id", "PORT": 5433}
    assert {name: config[name] for name in wanted} == wanted
    assert config["OPTIONS"]["connect_timeout"] == 5


@pytest.mark.parametrize("address", ["", "postgres://u:p@db.id/koran"])
def test_connections_are_kept(address):
    config = environment.database(address, embedded=EMBEDDED)
    assert config["CONN_MAX_AGE"] == 60
    # A server may have been started anew meanwhile; a file has not.
    assert config.get("CONN_HEALTH_CHECKS", False) is bool(address)


def test_postgres_behind_a_socket():
    config = environment.database("postgresql://postgres:@/koran?host=/run/pg", embedded=EMBEDDED)
    assert config["HOST"] == ""
    assert config["OPTIONS"]["host"] == "/run/pg"


def test_sqlite_address():
    config = environment.database("sqlite:////srv/koran.sqlite3", embedded=EMBEDDED)
    assert config["NAME"] == Path("/srv/koran.sqlite3")


@pytest.mark.parametrize(
    "url",
    [
        "foo",
        "rahasia",
        "u:rahasia@h/db",
        "mysql://u:rahasia@h/db",
        "postgres:u:rahasia",
        "postgres://",
        "postgres://u:rahasia@h",
        "postgres://u:rahasia@h/",
        "postgres://u:rahasia@h/a/b",
        "postgres://rahasia:abc/db",
        "postgres://u:rahasia@h:0/db",
        "postgres://u:rahasia@h:99999/db",
        "postgres://u:rahasia@[::1/db",
        "postgres://u:rahasia@h/d b",
        "postgres://u:raha sia@h/db",
        "postgres://u:raha%sia@h/db",
        "postgres://u:raha#sia@h/db",
        "postgres://u:raha/sia@h/db",
        "postgres://u:raha?sia@h/db",
        "postgres://u:rahasia@h/%00",
        "postgres://u:rahasia@h/db?rahasia=1",
        "postgres://u:rahasia@h/db?conn_max_age=rahasia",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
    ],
)
def test_malformed_address_is_refused_without_repeating_it(url):
    with pytest.raises(UnsafeStart) as refusal:
        environment.database(url, embedded=EMBEDDED)
    sentence = str(refusal.value)
    assert sentence.startswith("DATABASE_URL ")
    assert "rahasia" not in sentence
    assert "raha" not in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("environ", "hosts", "tls", "url"),
    [
        ({}, [], False, "http://127.0.0.1:8000"),
        ({"PORT": "8131"}, [], False, "http://127.0.0.1:8131"),
        ({"HOST": "0.0.0.0", "PORT": ""}, [], False, "http://127.0.0.1:8000"),
        ({"HOST": "::1"}, [], False, "http://[::1]:8000"),
        ({"PORT": "8131"}, ["koran.id", "www.koran.id"], True, "https://koran.id"),
        ({}, [".koran.id"], False, "http://koran.id"),
        ({"SITE_URL": "https://koran.id/"}, ["lain.id"], True, "https://koran.id"),
    ],
)
def test_where_the_site_is_reached(environ, hosts, tls, url):
    assert environment.site_url(hosts, tls=tls, environ=environ) == url


@pytest.mark.parametrize(
    "address", ["koran.id", "ftp://koran.id", "https://", "https://a@b", "https://koran.id/berita"]
)
def test_a_site_is_named_by_an_address_or_not_started(address):
    with pytest.raises(UnsafeStart, match="SITE_URL is"):
        environment.site_url([], tls=True, environ={"SITE_URL": address})


@pytest.mark.parametrize("address", ["redaksi@koran.id", '"Koran, Pagi" <redaksi@koran.id>', ""])
def test_letters_are_from_somebody(address):
    environ = {"EMAIL_FROM": address}
    assert environment.sender("EMAIL_FROM", default="a@b", environ=environ) == (address or "a@b")


@pytest.mark.parametrize(
    "address", ["redaksi", "Koran", "Koran, Pagi <a@b>", "a@b, c@d", "<>", "a b@c", "K <a@b> x"]
)
def test_letters_are_from_nobody_else(address):
    with pytest.raises(UnsafeStart, match="EMAIL_FROM is"):
        environment.sender("EMAIL_FROM", default="", environ={"EMAIL_FROM": address})


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ftp://a/",
        "https://",
        "https://a@b/",
        "https://a b/",
        "x",
        "http://a:b",
        "http://a:65536",
    ],
)
def test_a_network_is_told_at_an_address_or_not_used(address):
    with pytest.raises(UnsafeStart, match="CDN_PURGE_URL"):
        environment.purge_url("CDN_PURGE_URL", needed=True, environ={"CDN_PURGE_URL": address})


def test_a_secret_that_no_header_carries_is_refused_and_not_shown():
    for secret in ("raha sia", "rahasia\n\x00", "rahasía"):
        with pytest.raises(UnsafeStart, match="CDN_PURGE_TOKEN has") as refusal:
            environment.token("CDN_PURGE_TOKEN", environ={"CDN_PURGE_TOKEN": secret})
        assert "sia" not in str(refusal.value)
    assert environment.token("X", environ={"X": "a-B_9.~\n"}) == "a-B_9.~"


def test_a_network_that_is_told():
    environ = {"CDN_PURGE_URL": "https://api.network.example/zones/1/purge_cache?x=1"}
    address = environment.purge_url("CDN_PURGE_URL", needed=True, environ=environ)
    assert address == environ["CDN_PURGE_URL"]
    assert environment.purge_url("CDN_PURGE_URL", needed=False, environ={}) == ""
