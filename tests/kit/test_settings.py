"""Settings: defaults, a file, the environment; unknown names are refused."""

from pathlib import Path

import pytest

from hub.settings import BadSettings, read_settings


def test_the_environment_and_the_file_change_defaults(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[server]\nport = 9001\norigins = ["https://hub.lan"]\n[log]\nlevel = "debug"\n')
    settings = read_settings({"VENUEHUB_SERVER_PORT": "9002", "VENUEHUB_REDIS_URL": "redis://x"}, data=str(tmp_path))
    assert (settings.server.port, settings.server.origins, settings.log.level) == (9002, ("https://hub.lan",), "debug")
    assert settings.redis.url == "redis://x"
    assert settings.data_path == tmp_path


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("VENUEHUB_SERVER_PROT", "1", "prot"),
        ("VENUEHUB_KITCHEN_SIZE", "1", "kitchen"),
        ("VENUEHUB_SERVER_PORT", "many", "port"),
        ("VENUEHUB_CONFIG", "no-such-file.toml", "no-such-file"),
    ],
)
def test_what_cannot_be_set_is_named(name: str, value: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=said):
        read_settings({name: value}, data=str(tmp_path))


def test_a_hub_whose_jobs_nobody_would_run_does_not_start(tmp_path: Path) -> None:
    from hub.app import create_app

    with pytest.raises(BadSettings, match="jobs"):
        create_app(read_settings({}, data=str(tmp_path), jobs={"inside": False}))
