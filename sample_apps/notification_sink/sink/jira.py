"""As much of Jira's REST API as Alertmanager uses: an issue is searched, created, edited and moved on."""

import json
import re
from typing import Any

from sink.services import Reply

_LABEL = re.compile(r'labels\s*=\s*"(ALERT\{[^"]+\})"')
_ISSUE = re.compile(r".*/issue(/(?P<key>[^/]+)(?P<moves>/transitions)?)?/?")
# Alertmanager takes the one whose name its configuration gives.
_MOVES = ("Done", "Resolve", "Resolved", "Close", "Closed", "Reopen", "Reopened", "To Do", "Open", "Backlog")


class Jira:
    """Issues by key. `answer` returns the reply, and what to keep of the request or None."""

    def __init__(self) -> None:
        self._issues: dict[str, dict[str, Any]] = {}

    def answer(self, method: str, path: str, fields: dict[str, Any]) -> tuple[Reply, dict[str, Any] | None]:
        if path.rstrip("/").endswith(("/search", "/search/jql")):
            return Reply(body=json.dumps({"issues": self._found(str(fields.get("jql", "")))})), None
        issue = _ISSUE.fullmatch(path)
        if issue is None:
            return Reply(404, json.dumps({"errorMessages": [f"no such resource: {path}"]})), None
        if issue["moves"]:
            return self._move(method, issue["key"], fields)
        if issue["key"]:
            return Reply(204), {"action": "edit", "key": issue["key"], **fields.get("fields", {})}
        key = f"LAB-{len(self._issues) + 1}"
        self._issues[key] = {**fields.get("fields", {}), "open": True}
        created = {"id": str(len(self._issues)), "key": key}
        return Reply(201, json.dumps(created)), {"action": "create", "key": key, **fields.get("fields", {})}

    def _found(self, query: str) -> list[dict[str, Any]]:
        labels = _LABEL.findall(query)
        return [
            {"key": key, "fields": {"status": {"statusCategory": {"key": "new" if issue["open"] else "done"}}}}
            for key, issue in self._issues.items()
            if set(labels) & set(issue.get("labels") or ())
        ]

    def _move(self, method: str, key: str, fields: dict[str, Any]) -> tuple[Reply, dict[str, Any] | None]:
        if method == "GET":
            moves = [{"id": str(number), "name": name} for number, name in enumerate(_MOVES)]
            return Reply(body=json.dumps({"transitions": moves})), None
        number = str(fields.get("transition", {}).get("id", ""))
        name = _MOVES[int(number)] if number.isdigit() and int(number) < len(_MOVES) else number
        if key in self._issues:
            self._issues[key]["open"] = name in ("Reopen", "Reopened", "To Do", "Open", "Backlog")
        return Reply(204), {"action": "transition", "key": key, "transition": name}
