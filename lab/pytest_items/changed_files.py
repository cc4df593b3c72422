"""The files that have changed since a revision, according to git."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lab.errors import UsageError
from lab.images.processes import run_program


@dataclass(frozen=True, slots=True)
class Change:
    """`paths` are relative to `root`, the repository, and include uncommitted and new files. Commits are short ids."""

    root: Path
    commit: str
    since: str
    paths: frozenset[str]


def changed_files(folder: Path, since: str) -> Change | None:
    """None without a repository or an earlier commit. Raises UsageError for an unknown revision.

    `since`: a revision; empty for the one where the branch left its upstream, else the commit before the last.
    """
    root, commit = _git(folder, "rev-parse", "--show-toplevel"), _git(folder, "rev-parse", "HEAD")
    if root is None or commit is None:
        return None
    base = (
        _git(folder, "rev-parse", "--verify", "--quiet", f"{since}^{{commit}}")
        if since
        else _default_base(folder, commit)
    )
    if base is None:
        if since:
            raise UsageError(
                f"git knows no revision {since!r}", remedy="give a commit, branch or tag of this repository"
            )
        return None
    committed = _git(folder, "diff", "--name-only", "-z", base)
    untracked = _git(Path(root), "ls-files", "--others", "--exclude-standard", "-z")
    if committed is None or untracked is None:
        return None
    return Change(Path(root), commit[:12], base[:12], frozenset(filter(None, f"{committed}\0{untracked}".split("\0"))))


def _default_base(folder: Path, commit: str) -> str | None:
    upstream = _git(folder, "merge-base", "HEAD", "@{upstream}")
    if upstream is not None and upstream != commit:
        return upstream
    return _git(folder, "rev-parse", "--verify", "--quiet", "HEAD~1")


def _git(folder: Path, *arguments: str) -> str | None:
    answer = run_program(["git", "-C", str(folder), *arguments])
    return answer.out.strip() if answer.code == 0 else None
