"""`lab doctor`: whether this host can run labs, a line for each requirement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.cli.invocation import end, known_folders, read_settings

if TYPE_CHECKING:
    from rich.text import Text

    from lab.doctor import Row

_STYLES = {"ok": "green", "warn": "yellow", "fail": "red"}


def doctor() -> None:
    """Check whether this host can run labs.

    Prints a line for each requirement, with the fix for one that is not met; exits with 4 if labs cannot start.
    """
    from lab.containers.attach import find
    from lab.containers.engine import Engine, connect
    from lab.containers.process_guard import installed_tools
    from lab.doctor import can_start, diagnose
    from lab.errors import EngineUnavailable, ExitCode
    from lab.images.host_facts import host_facts
    from lab.report.console.terminal import terminal
    from lab.selection.components import component_images
    from lab.selection.lacking import lacking

    settings = read_settings()
    try:
        engine = connect(settings)
        labs, client = len(find(engine)), engine.client()
    except EngineUnavailable:
        labs, client = 0, Engine(settings, installed_tools()).client()
    folders = known_folders()
    facts = host_facts(client, settings, component_images((), folders))
    built = frozenset(image.component for image in facts.images if image.state == "built, up to date")
    rows = diagnose(facts, labs, lacking(folders, built) if built else ())
    width = max(len(row.name) for row in rows)
    for row in rows:
        terminal().print(_line(row, width), soft_wrap=True)
    end(ExitCode.PASSED if can_start(rows) else ExitCode.CANNOT_START)


def _line(row: Row, width: int) -> Text:
    from rich.text import Text

    line = Text(f"{row.state:<5}", _STYLES[row.state]).append(f"{row.name:<{width}}  ", "bold").append(row.detail)
    return line.append(f"\n{'':<{width + 7}}{row.remedy}", "dim") if row.remedy else line
