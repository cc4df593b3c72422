"""The limits that every container gets."""

from __future__ import annotations

from lab.plan.limits import united, with_limits

MIB = 1024**2


def test_limits_of_a_component() -> None:
    assert with_limits({"read_only": True}, 256 * MIB, own_image=False) == {
        "read_only": True,
        "mem_limit": "1024m",
        "pids_limit": 1024,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
    }
    assert with_limits({}, 16 * MIB, own_image=False)["mem_limit"] == "256m"


def test_limits_that_were_chosen() -> None:
    chosen = {"mem_limit": 0, "pids_limit": -1, "cap_drop": [], "security_opt": []}

    assert with_limits(chosen, MIB, own_image=False) == {"pids_limit": -1, "cap_drop": [], "security_opt": []}
    assert with_limits({"mem_limit": 64 * MIB}, MIB, own_image=True)["mem_limit"] == "64m"
    assert with_limits({"mem_limit": 64 * MIB + 1}, MIB, own_image=True)["mem_limit"] == "67108865b"


def test_limits_leave_room_for_what_is_reserved() -> None:
    assert with_limits({"mem_reservation": 512 * MIB}, MIB, own_image=False)["mem_limit"] == "512m"


def test_limits_of_an_own_image_let_its_entrypoint_change_the_user() -> None:
    assert {"CHOWN", "SETGID", "SETUID"} <= set(with_limits({}, MIB, own_image=True)["cap_add"])


def test_united_a_scenario_takes_nothing_away() -> None:
    assert united({}, {"cap_drop": ["NET_RAW"]}, "cap_drop") == {"cap_drop": ["ALL", "NET_RAW"]}
    assert united({"cap_drop": ["A"]}, {"cap_drop": ["A", "B"]}, "cap_drop") == {"cap_drop": ["A", "B"]}
    assert united({"cap_drop": ["A"]}, {}, "cap_drop") == {}
