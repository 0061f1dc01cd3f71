"""Each file in tests/bad_configs/ is refused with the sentences in the .expected file beside it."""

from pathlib import Path

import pytest

from mailservice.config import load_config, load_world
from mailservice.domain.errors import ConfigurationFaults, WorldFaults

BAD_CONFIGS = Path(__file__).parents[2] / "bad_configs"
CASES = sorted(BAD_CONFIGS.glob("*.toml"))


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    """pairs.toml names a file that is there, by a path from the repository."""
    monkeypatch.chdir(BAD_CONFIGS.parents[1])


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_every_fault_is_told_at_once_in_the_words_of_the_file(case: Path) -> None:
    with pytest.raises(ConfigurationFaults) as raised:
        load_config(case, {})
    told = [fault.replace(str(case), case.name) for fault in raised.value.faults]
    assert told == case.with_suffix(".expected").read_text(encoding="utf-8").splitlines()


def test_a_password_in_the_database_url_is_never_shown() -> None:
    with pytest.raises(ConfigurationFaults) as raised:
        load_config(BAD_CONFIGS / "password.toml", {})
    assert "hunter2" not in str(raised.value)


def _faults_of_world(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "world.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorldFaults) as raised:
        load_world(path)
    return [fault.replace(str(path), "W") for fault in raised.value.faults]


def test_a_world_file_tells_its_faults_the_same_way(tmp_path: Path) -> None:
    text = 'clock = 2027-05-10T08:30:00\ntimezone = "UTC"\nsessions = [7, { id = "x" }]\n'
    assert _faults_of_world(tmp_path, text) == [
        "W, line 1: clock is 2027-05-10 08:30:00; it must be a time with its offset"
        " (when mails are read, for explain)",
        "W, line 2: timezone is \"UTC\"; it must be 'Europe/Stockholm' (the only one)",
        "W, line 3: sessions[1] is 7; it must be a table (the briefings)",
        "W, line 3: sessions[2].title is missing; as letters and calendars call it",
        "W, line 3: sessions[2].lists is missing; ids of the lists whose topic it is",
        "W, line 3: sessions[2].start is missing; such as 2027-05-24T09:00:00+02:00",
        "W, line 3: sessions[2].minutes is missing; how long it takes",
    ]


def test_only_faults_between_entries(tmp_path: Path) -> None:
    text = '[[lists]]\nid = "a"\nname = { sv = "A", en = "A" }\n' * 2
    assert _faults_of_world(tmp_path, text) == [
        'W, line 5: lists[2].id is "a"; another of the lists has it already; give each its own'
    ]


def test_long_values_are_cut(tmp_path: Path) -> None:
    [fault] = _faults_of_world(tmp_path, f'address = "{"x" * 500}"\n')
    assert len(fault) < 250
    assert "…" in fault


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "No such file or directory"), (b"address = '\xe5'", "it must be UTF-8; byte 11 is not")],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "world.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WorldFaults, match=says):
        load_world(path)


def test_the_environment_is_named_where_it_set_the_value(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        '[service]\naddress = "forum@example.se"\nsecretariat = ["k@example.se"]\n', encoding="utf-8"
    )
    environment = {
        "MAILSERVICE_CONFIG": "read by the command line",
        "MAILSERVICE_DIGEST__WEEKLY": "fredag 8",
        "MAILSERVICE_LISTENER": "127.0.0.1:25",
        "MAILSERVICE_SERVICE__": "x",
        "MAILSERVICE_SMARTHOST__PRT": "25",
        "MAILSERVICE_TRUST__RELAYS": "[broken",
        "UNRELATED": "1",
    }
    with pytest.raises(ConfigurationFaults) as raised:
        load_config(path, environment)
    assert [each.partition(":")[0] for each in raised.value.faults] == [
        "environment, MAILSERVICE_LISTENER",
        "environment, MAILSERVICE_SERVICE__",
        "environment, MAILSERVICE_TRUST__RELAYS",
        str(path),  # smarthost.host is missing: nothing set it
        "environment, MAILSERVICE_SMARTHOST__PRT",
        "environment, MAILSERVICE_DIGEST__WEEKLY",
    ]


def test_a_key_that_there_is_not_inside_an_entry(tmp_path: Path) -> None:
    text = '[[lists]]\nid = "a"\nname = { sv = "A", en = "A", fi = "A" }\nopen = true\n'
    assert _faults_of_world(tmp_path, text) == [
        "W, line 3: lists[1].name.fi is not a key; there are: sv, en",
        "W, line 4: lists[1].open is not a key; there are: id, name, about, public, address",
    ]
