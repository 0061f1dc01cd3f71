"""What a configuration without a fault becomes."""

import re
import tomllib
from datetime import UTC, datetime, time
from ipaddress import ip_network
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from mailservice.config import ClockTime, Config, Endpoint, MonthlyTime, WeeklyTime, load_config, load_world
from mailservice.config.lines import line_of, lines_of
from mailservice.config.world import ListEntry, SessionEntry
from mailservice.domain.briefings import BriefingState
from mailservice.domain.lists import Bilingual

ROOT = Path(__file__).parents[3]
EXPLAINED = ROOT / "config/mailservice.toml"
DEMO = ROOT / "config/demo.toml"
LEAST = '[service]\naddress = "Forum@Växa.example"\nsecretariat = ["k@example.se"]\n'


def _load(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> Config:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path, environment or {})


def test_the_least_configuration(tmp_path: Path) -> None:
    config = _load(tmp_path, LEAST)
    assert config.service.address == "forum@xn--vxa-qla.example"
    assert config.service.domain == "xn--vxa-qla.example"
    assert config.listener.smtp == Endpoint("127.0.0.1", 8025)
    assert config.database.sqlite_file == Path("var/mailservice.db")
    assert (config.smarthost, config.dkim) == (None, None)
    assert config.world().lists == ()


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    environment = {
        "MAILSERVICE_LISTENER__SMTP": "[::1]:2525",
        "MAILSERVICE_LISTENER__RECIPIENTS": "7",
        "MAILSERVICE_TRUST__RELAYS": '["192.0.2.0/24", "unix"]',
        "MAILSERVICE_DATABASE__URL": "postgresql://forum:hunter2@db/forum",
    }
    config = _load(tmp_path, LEAST + "[listener]\nrecipients = 5\nidle_s = 7\n", environment)
    assert config.listener.smtp == Endpoint("::1", 2525)
    assert str(config.listener.smtp) == "[::1]:2525"
    assert (config.listener.recipients, config.listener.idle_s) == (7, 7.0)
    assert config.trust.relays == (ip_network("192.0.2.0/24"), "unix")
    assert config.database.sqlite_file is None
    assert "hunter2" not in repr(config)


def test_the_processes_own_environment_is_read_where_none_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(LEAST, encoding="utf-8")
    monkeypatch.setenv("MAILSERVICE_UNDO__VALID_DAYS", "3")
    assert load_config(path).undo.valid_days == 3


def test_a_model_takes_the_values_that_it_gave(tmp_path: Path) -> None:
    config = _load(
        tmp_path,
        LEAST + '[trust]\nrelays = ["unix", "::1"]\n[digest]\nmonthly = "28 7:05"\nafter_pause = "6:30"\n',
    )
    assert config.digest.monthly == MonthlyTime(28, time(7, 5))
    assert config.digest.after_pause == ClockTime(time(6, 30))
    assert Config.model_validate(config.model_dump(mode="json")) == config
    assert Config.model_validate(config.model_dump()) == config


@pytest.mark.parametrize("text", ["monday 00:00", "sunday 23:59"])
def test_a_weekly_time_reads_as_it_writes(text: str) -> None:
    assert str(WeeklyTime.of(text)) == text


@pytest.mark.parametrize("text", ["", "monday", "8 08:00", "monday 24:00", "monday 8:60", 8])
def test_not_a_weekly_time(text: object) -> None:
    with pytest.raises(ValueError, match="weekday"):
        WeeklyTime.of(text)


@pytest.mark.parametrize("text", ["0 08:00", "29 08:00", "monday 08:00", "1", None])
def test_not_a_monthly_time(text: object) -> None:
    with pytest.raises(ValueError, match="1 to 28"):
        MonthlyTime.of(text)


@pytest.mark.parametrize("text", ["8025", ":8025", "host:", "host:65536", "::1:25", "[host]:25", 25])
def test_not_an_endpoint(text: object) -> None:
    with pytest.raises(ValueError, match="host:port"):
        Endpoint.of(text)


WORLD = """
clock = 2027-05-10T08:30:00+02:00
address = "forum@example.se"
secretariat = ["kansliet@example.se"]

[[lists]]
id = "news"
name = { sv = "Nyheter", en = "News" }

[[sessions]]
id = "late"
title = { sv = "Sen", en = "Late" }
lists = ["news"]
start = 2027-11-01T09:00:00+01:00
minutes = 30
link = "https://video.example.se/x"
capacity = 12
called_off = true

[[sessions]]
id = "early"
uid = "chosen@example.se"
title = { sv = "Tidig", en = "Early" }
lists = ["news"]
start = 2027-05-24T09:00:00+02:00
minutes = 45
"""


def test_a_world_file(tmp_path: Path) -> None:
    path = tmp_path / "world.toml"
    path.write_text(WORLD, encoding="utf-8")
    file = load_world(path)
    world = file.world(address="other@example.org", secretariat=("other@example.org",))
    assert file.read_at() == datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
    assert (world.address, world.secretariat) == ("forum@example.se", ("kansliet@example.se",))
    [news] = world.lists
    assert (news.about, news.public, news.address) == (Bilingual("Nyheter", "News"), True, None)
    early, late = world.briefings  # in the order of their start
    assert (early.uid, late.uid) == ("chosen@example.se", "late@example.se")
    assert (early.state, late.state) == (BriefingState.OPEN, BriefingState.CALLED_OFF)
    assert late.start == datetime(2027, 11, 1, 8, 0, tzinfo=UTC)
    assert (late.link, late.capacity, early.capacity) == ("https://video.example.se/x", 12, None)


def test_a_world_file_without_an_address_takes_the_one_given(tmp_path: Path) -> None:
    path = tmp_path / "world.toml"
    path.write_text("", encoding="utf-8")
    world = load_world(path).world(address="forum@example.org", secretariat=("k@example.org",))
    assert (world.address, world.secretariat) == ("forum@example.org", ("k@example.org",))
    assert load_world(path).read_at() is None


def test_the_demo_is_the_world_of_the_corpus() -> None:
    corpus = ROOT.parent / "shared/mail/world.toml"
    if not corpus.exists():
        pytest.skip("the corpus of mails is not beside this clone")
    wanted = load_world(corpus).world(address="", secretariat=())
    assert load_config(DEMO, {}).world() == wanted


def test_the_demo_keeps_everything_on_this_machine() -> None:
    config = load_config(DEMO, {})
    assert config.smarthost is None
    assert str(config.listener.smtp) == "127.0.0.1:8025"
    assert config.outgoing.folder.is_relative_to("var/demo")
    assert config.service.secret_file.is_relative_to("var/demo")


def _all_examples() -> dict[str, Any]:
    """mailservice.toml with its commented keys taken in."""
    text = EXPLAINED.read_text(encoding="utf-8")
    return tomllib.loads(re.sub(r"^#(?=[\[a-z])", "", text, flags=re.MULTILINE))


def test_the_explained_configuration_shows_the_defaults(tmp_path: Path) -> None:
    least = '[service]\naddress = "forum@example.se"\nsecretariat = ["kansliet@example.se"]\n'
    assert load_config(EXPLAINED, {}) == _load(tmp_path, least)


def test_every_key_is_explained() -> None:
    explained = _all_examples()
    for section, field in Config.model_fields.items():
        entry = explained[section][0] if section in {"lists", "sessions"} else explained[section]
        model = next(
            each
            for each in (field.annotation, *get_args(field.annotation))
            if isinstance(each, type) and issubclass(each, BaseModel)
        )
        assert set(entry) == set(model.model_fields), section


def test_every_default_shown_in_a_comment_is_true() -> None:
    explained = _all_examples()
    for section in ("smarthost", "dkim"):
        model = next(
            each for each in get_args(Config.model_fields[section].annotation) if each is not type(None)
        )
        for key, field in model.model_fields.items():
            if not field.is_required():
                shown = explained[section][key]
                shown = tuple(shown) if isinstance(shown, list) else shown
                assert shown in (field.default, field.default or ""), f"{section}.{key}"
    for table, entry in (("lists", ListEntry), ("sessions", SessionEntry)):
        entry.model_validate(explained[table][0])


def test_lines_of_tables_keys_and_what_is_inside_them() -> None:
    text = "\n".join(
        [
            "top = 1",
            "[a]  # a table",
            '"b" . c = """',
            'not = "a key"',
            "[no table]",
            '"""',
            "[[x]]",
            "k = 1",
            "[[x]]",
            "k = [",
            "  1,",
            "]",
        ]
    )
    found = lines_of(text)
    assert found == {
        ("top",): 1,
        ("a",): 2,
        ("a", "b"): 3,
        ("a", "b", "c"): 3,
        ("x", 0): 7,
        ("x", 0, "k"): 8,
        ("x", 1): 9,
        ("x", 1, "k"): 10,
    }
    assert line_of(("x", 1, "k", 0), found) == 10
    assert line_of(("nowhere",), found) is None
