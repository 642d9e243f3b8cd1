"""Settings from the environment: values, secrets in files, and slips that are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.environment import fields, is_secret, load_settings
from processors.errors import MisconfiguredError


def mistakes(environ: dict[str, str], secrets: Path = Path("/nowhere")) -> list[str]:
    with pytest.raises(MisconfiguredError) as caught:
        load_settings(environ, secrets)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_nothing_set_gives_the_defaults() -> None:
    settings = load_settings({"HOME": "/root"})
    assert settings.engine == "embedded"
    assert settings.statements.confidence == 0.5
    assert settings.database_url == "sqlite:///var/onrecord.db"
    assert (settings.config_dir / "models.py").exists()


def test_a_group_and_a_name_make_a_variable() -> None:
    settings = load_settings(
        {
            "ONRECORD_FETCH_ALLOW": "127.0.0.0/8:8080, 10.0.0.0/8",
            "ONRECORD_HTTP_PUBLIC_URL": "https://news.example",
            "ONRECORD_NOVELTY_THRESHOLD": "0.4",
            "ONRECORD_DATA_DIR": "/srv/data",
        }
    )
    assert settings.fetch.allow == ("127.0.0.0/8:8080", "10.0.0.0/8")
    assert settings.http.public_url == "https://news.example"
    assert settings.novelty.threshold == 0.4
    assert settings.database_url == "sqlite:////srv/data/onrecord.db"


def test_every_slip_is_named_at_once() -> None:
    found = mistakes(
        {"ONRECORD_FETCH_ALOW": "10.0.0.0/8", "ONRECORD_ENGINE": "faust", "ONRECORD_DELIVERY_ALLOW": "intranet"}
    )
    assert found[0] == "ONRECORD_FETCH_ALOW: no such setting (did you mean 'ONRECORD_FETCH_ALLOW'?)"
    assert "ONRECORD_ENGINE: should be 'embedded' or 'kafka'" in found
    assert any(one.startswith("ONRECORD_DELIVERY_ALLOW: 'intranet' is not CIDR[:port]") for one in found)


def test_names_of_the_test_suite_are_no_settings() -> None:
    load_settings({"ONRECORD_REQUIRE_SERVICES": "1", "ONRECORD_TEST_KAFKA": "127.0.0.1:9092"})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40 + "\n", encoding="utf-8")
    settings = load_settings({"ONRECORD_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == "k" * 40


def test_a_mounted_secret_needs_no_variable(tmp_path: Path) -> None:
    (tmp_path / "onrecord_database_password").write_text("p@ss/word\n", encoding="utf-8")
    settings = load_settings({"ONRECORD_DATABASE_URL": "postgresql://desk@db:5433/news"}, tmp_path)
    assert settings.database_url == "postgresql://desk:p%40ss%2Fword@db:5433/news"


def test_a_secret_given_twice_or_unreadable_is_named(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40, encoding="utf-8")
    both = {"ONRECORD_SECRET_KEY": "x" * 40, "ONRECORD_SECRET_KEY_FILE": str(tmp_path / "key")}
    assert mistakes(both) == ["ONRECORD_SECRET_KEY: is set, and ONRECORD_SECRET_KEY_FILE too: give one of them"]
    gone = {"ONRECORD_SECRET_KEY_FILE": str(tmp_path / "none")}
    assert mistakes(gone)[0].startswith(f"{tmp_path / 'none'}: ONRECORD_SECRET_KEY_FILE: cannot be read")


def test_what_is_not_secret_has_no_file_variable() -> None:
    assert mistakes({"ONRECORD_ENGINE_FILE": "x"})[0].startswith("ONRECORD_ENGINE_FILE: no such setting")


def test_secrets_are_never_shown() -> None:
    settings = load_settings({"ONRECORD_SECRET_KEY": "s" * 40, "ONRECORD_DATABASE_URL": "postgresql://u:hidden@h/n"})
    assert "hidden" not in repr(settings)
    assert "s" * 40 not in repr(settings)
    assert {name for name, field in fields().items() if is_secret(field)} >= {
        "ONRECORD_SECRET_KEY",
        "ONRECORD_DATABASE_URL",
        "ONRECORD_DATABASE_PASSWORD",
    }


def test_the_user_agent_says_who_asks() -> None:
    plain = load_settings({}).fetch.user_agent
    assert plain.startswith("onrecord/")
    assert "; +desk@news.example" in load_settings({"ONRECORD_FETCH_CONTACT": "desk@news.example"}).fetch.user_agent


def test_an_absolute_file_stays_absolute_in_the_databases_address() -> None:
    settings = load_settings({"ONRECORD_DATABASE_URL": "sqlite:////srv/onrecord.db"})
    assert settings.database_url == "sqlite:////srv/onrecord.db"
