"""Prints what `lab doctor` found, one line and one remedy each."""

from __future__ import annotations

from rich.text import Text

from lab.commands.images import wants
from lab.commands.output import console
from lab.containers.attach import find
from lab.containers.engine import Engine, connect
from lab.containers.process_guard import installed_tools
from lab.doctor import can_start, diagnose
from lab.errors import EngineUnavailable, ExitCode
from lab.images.host_facts import host_facts
from lab.settings import Settings
from lab.stack.folders import Folders


def print_diagnosis(folders: Folders, settings: Settings) -> ExitCode:
    try:
        engine = connect(settings)
        labs, client = len(find(engine)), engine.client()
    except EngineUnavailable:
        labs, client = 0, Engine(settings, installed_tools()).client()
    rows = diagnose(host_facts(client, settings, wants((), folders)), labs)
    width = max(len(row.name) for row in rows)
    for row in rows:
        style = {"ok": "green", "warn": "yellow", "fail": "red"}[row.state]
        line = Text(f"{row.state:<5}", style).append(f"{row.name:<{width}}  ", "bold").append(row.detail)
        if row.remedy:
            line.append(f"\n{'':<{width + 7}}{row.remedy}", "dim")
        console().print(line)
    return ExitCode.PASSED if can_start(rows) else ExitCode.CANNOT_START
