"""`mailservice dkim`: keys that a second implementation verifies by the records that are printed."""

import re
import stat
from pathlib import Path

import dkim
import pytest
from typer.testing import CliRunner, Result

from mailservice.cli import app
from mailservice.delivery.dkim import DkimKey, DkimSigner
from mailservice.delivery.dkim_keys import PublicRecord, revoked
from tests.unit.delivery.test_dkim import MAIL, formed


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["dkim", *(str(each) for each in arguments)])


def zone_of(printed: str) -> dict[str, str]:
    """The printed records as a name server would answer: the strings of each joined."""
    records = re.findall(r"^(\S+)\. IN TXT \( (.*) \)$", printed, re.MULTILINE)
    return {name: "".join(re.findall(r'"([^"]*)"', strings)) for name, strings in records}


def keys_made(config: Path, folder: Path, selector: str) -> str:
    made = run("new", "--config", config, "--folder", folder, "--selector", selector)
    assert made.exit_code == 0, made.output
    return made.output


def with_dkim(config: Path, printed: str) -> None:
    """Do what step 2 says."""
    section = printed[printed.index("[dkim]") :].partition("\n\n")[0]
    text = config.read_text("utf-8").partition("\n[dkim]")[0]
    config.write_text(f"{text}\n{section}\n", encoding="utf-8")


def signed_with(folder: Path, selector: str, kind: str) -> bytes:
    key = DkimKey.from_pem(f"{selector}-{kind}", (folder / f"{selector}-{kind}.pem").read_bytes())
    return DkimSigner("example.se", [key]).sign(formed(MAIL)).mail


def holds(mail: bytes, zone: dict[str, str]) -> bool:
    def dns(name: bytes, timeout: int = 5) -> bytes | None:
        found = zone.get(name.decode().rstrip("."))
        return None if found is None else found.encode()

    return bool(dkim.verify(mail, dnsfunc=dns))


def test_the_printed_record_verifies_what_the_new_key_signs(config_file: Path, tmp_path: Path) -> None:
    printed = keys_made(config_file, tmp_path / "keys", "forum2027")
    zone = zone_of(printed)
    domain = next(iter(zone)).partition("._domainkey.")[2]
    assert set(zone) == {f"forum2027-{kind}._domainkey.{domain}" for kind in ("rsa", "ed25519")}
    here = {name.replace(domain, "example.se"): text for name, text in zone.items()}
    assert holds(signed_with(tmp_path / "keys", "forum2027", "rsa"), here)
    assert here["forum2027-ed25519._domainkey.example.se"].startswith("v=DKIM1; k=ed25519; p=")
    for file in (tmp_path / "keys").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_key_is_overwritten(config_file: Path, tmp_path: Path) -> None:
    keys_made(config_file, tmp_path, "a")
    before = (tmp_path / "a-rsa.pem").read_bytes()
    again = run("new", "--config", config_file, "--folder", tmp_path, "--selector", "a")
    assert again.exit_code == 1
    assert "no key is overwritten" in again.output
    assert (tmp_path / "a-rsa.pem").read_bytes() == before
    assert run("new", "--config", config_file, "--folder", tmp_path, "--selector", "a.b!").exit_code == 2


def test_while_keys_are_changed_old_and_new_mail_hold(config_file: Path, tmp_path: Path) -> None:
    first = keys_made(config_file, tmp_path, "old")
    with_dkim(config_file, first)
    assert zone_of(run("show", "--config", config_file).output) == zone_of(first)
    second = keys_made(config_file, tmp_path, "new")
    published, _, emptied = second.partition("3. ")
    domain = next(iter(zone_of(first))).partition("._domainkey.")[2]
    both = {n.replace(domain, "example.se"): t for n, t in {**zone_of(first), **zone_of(published)}.items()}
    on_its_way, fresh = signed_with(tmp_path, "old", "rsa"), signed_with(tmp_path, "new", "rsa")
    assert holds(on_its_way, both)
    assert holds(fresh, both)
    later = {n.replace(domain, "example.se"): text for n, text in zone_of(emptied).items()}
    assert set(later) == {f"old-{kind}._domainkey.example.se" for kind in ("rsa", "ed25519")}
    assert holds(fresh, {**both, **later})
    assert not holds(on_its_way, {**both, **later})


def test_without_keys_there_is_nothing_to_show(config_file: Path) -> None:
    shown = run("show", "--config", config_file)
    assert shown.exit_code == 1
    assert "mailservice dkim new" in shown.output


def test_a_file_that_is_no_key(config_file: Path, tmp_path: Path) -> None:
    with_dkim(config_file, keys_made(config_file, tmp_path, "a"))
    (tmp_path / "a-rsa.pem").write_text("no key", encoding="utf-8")
    shown = run("show", "--config", config_file)
    assert shown.exit_code == 2
    assert "a-rsa.pem" in shown.output


@pytest.mark.parametrize("length", [200, 255, 256, 600])
def test_a_record_is_cut_into_strings(length: int) -> None:
    record = PublicRecord("s._domainkey.example.se", "p" * length)
    strings = re.findall(r'"([^"]*)"', record.in_zone())
    assert "".join(strings) == record.text
    assert max(map(len, strings)) <= 255
    assert revoked(selector="s", domain="x.se") == PublicRecord("s._domainkey.x.se", "v=DKIM1; p=")
