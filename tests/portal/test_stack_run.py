"""How the whole portal starts and stops."""

import signal
from collections.abc import Iterator

import pytest

from tests.isolation import free_port
from tests.processes import still_running
from tests.stack import Portal, refused_start, running_portal
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.any_database, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def first() -> Iterator[Portal]:
    """A portal whose first password nobody chose."""
    with running_portal(demo=False, PORTAL_ADMIN_PASSWORD="") as portal:
        yield portal


def test_the_first_password_is_printed_once_and_last(first: Portal) -> None:
    eventually(lambda: "Ctrl-C" in first.output())

    before, after = first.output().split("Ready: http")
    again = first.manage("ensure_admin")

    assert "password" not in before.lower()
    assert "password" in after.lower()
    assert "password" not in again.lower()


def test_a_second_run_on_the_same_data_is_refused(first: Portal) -> None:
    ports = {"PORT": str(free_port()), "ENGINE_PORT": str(free_port())}

    code, errors = refused_start(first.environment | ports)

    assert code == 1
    assert errors == [
        f"error: another portal runs on {first.data_dir}; set DATA_DIR and PORT for a second one"
    ]
    assert not first.failing()


def test_copies_run_side_by_side_and_sigterm_stops_all_of_one_alone(first: Portal) -> None:
    with running_portal(demo=False) as other:
        assert other.process("broker").pid != first.process("broker").pid
        assert not first.failing()
        processes = other.processes()
        assert len(processes) >= 9

        other.supervisor.terminate()

        eventually(lambda: not still_running(processes))
        assert "Traceback" not in other.output()
    assert not first.failing()


def test_ctrl_c_stops_every_process() -> None:
    with running_portal(demo=False) as portal:
        processes = portal.processes()

        portal.supervisor.send_signal(signal.SIGINT)

        eventually(lambda: not still_running(processes))
        assert "Traceback" not in portal.output()


def test_a_killed_supervisor_leaves_no_process() -> None:
    with running_portal(demo=False) as portal:
        processes = portal.processes()

        portal.supervisor.kill()

        eventually(lambda: not still_running(processes))
