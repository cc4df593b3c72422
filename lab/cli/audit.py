"""`lab audit`: what is broken, missing or costly in a running monitoring system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli.arguments import Trust
from lab.cli.audit_report import (
    BaselineOption,
    Everything,
    FailOn,
    FormatOption,
    ListChecks,
    Output,
    WriteBaseline,
    print_checks,
    put_out,
    report_options,
)
from lab.cli.compose_project import (
    ComposeFile,
    EnvFiles,
    Loads,
    MoreComposeFiles,
    Profiles,
    Without,
    project_to_audit,
)
from lab.cli.connecting import (
    BasicAuth,
    BearerToken,
    CaFile,
    Header,
    HttpConfigFile,
    PrometheusUrl,
    Tenant,
    connected,
)
from lab.cli.invocation import end, known_folders

if TYPE_CHECKING:
    from lab.audit.model import AuditReport


def audit(
    compose_file: ComposeFile = None,
    prometheus: PrometheusUrl = None,
    alertmanager: Annotated[str | None, typer.Option(metavar="URL", help="its Alertmanager")] = None,
    loki: Annotated[str | None, typer.Option(metavar="URL", help="its Loki, for LogQL in rules and dashboards")] = None,
    grafana: Annotated[str | None, typer.Option(metavar="URL", help="its Grafana, with the dashboards")] = None,
    rules: Annotated[
        list[str], typer.Option("--rules", metavar="GLOB", help="the rule files, for the lines of findings; repeatable")
    ] = [],
    dashboards: Annotated[
        list[str], typer.Option("--dashboards", metavar="DIR", help="dashboards as JSON: files or folders; repeatable")
    ] = [],
    since: Annotated[
        str | None, typer.Option(metavar="DURATION", help="what had data in this time is quiet, not broken: 7d")
    ] = None,
    max_queries: Annotated[int, typer.Option(min=1, help="ask at most so many queries")] = 2000,
    max_seconds: Annotated[float, typer.Option(min=1, help="for at most so long")] = 120.0,
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="so many at a time")] = 4,
    http_config_file: HttpConfigFile = [],
    bearer_token: BearerToken = [],
    basic_auth: BasicAuth = [],
    tenant: Tenant = [],
    header: Header = [],
    ca_file: CaFile = [],
    format_: FormatOption = None,
    output: Output = [],
    fail_on: FailOn = [],
    baseline: BaselineOption = None,
    write_baseline: WriteBaseline = None,
    everything: Everything = False,
    list_checks: ListChecks = False,
    file: MoreComposeFiles = [],
    profile: Profiles = [],
    env_file: EnvFiles = [],
    without: Without = [],
    load: Loads = [],
    trust: Trust = False,
) -> None:
    """Audit a monitoring system.

    Which panels show nothing, which alerts can never fire, and why?

    A running one is only read: with GET, and POST for queries that are too long for a URL. Targets and rules are taken
    from the API, dashboards from files or from Grafana. A Compose project is started as a lab, from copies of its
    files, audited when every target has been scraped three times, and taken down.

    Exits with 1 for findings of the classes of --fail-on that are not in the baseline, and when the budget was spent
    before everything was looked at.
    """
    from lab.audit.budget import Limits
    from lab.audit.request import AuditRequest
    from lab.audit.run_audit import run_audit
    from lab.errors import UsageError
    from lab.report.console.terminal import terminal
    from lab.selection.compose_projects import ComposeProjectChoice

    if list_checks:
        print_checks()
        return
    options = report_options(format_, output, fail_on, baseline, write_baseline, everything)
    urls = {"prometheus": prometheus, "alertmanager": alertmanager, "loki": loki, "grafana": grafana}
    limits, ago = Limits(max_queries, max_seconds, concurrency), _seconds(since)
    folders = known_folders(trusted=trust)

    def audited(request: AuditRequest) -> AuditReport:
        with terminal(stderr=True).status("") as status:
            return run_audit(request, folders.dialects(), status.update)

    compose_files = (*([compose_file] if compose_file else []), *file)
    if compose_files:
        if any(urls.values()):
            raise UsageError("a Compose project is started to be audited: leave out the URLs of running systems")
        choice = ComposeProjectChoice(compose_files, tuple(profile), tuple(env_file), tuple(without), tuple(load))
        with project_to_audit(choice, folders) as project:
            given = (*project.rules, *rules), (*project.dashboards, *dashboards)
            report = project.with_doubts(audited(AuditRequest(project.systems, *given, ago, limits)))
    elif prometheus is None:
        remedy = "give the URL of a running Prometheus with --prometheus, or a Compose file"
        raise UsageError("nothing to audit", remedy=remedy)
    else:
        systems = connected(urls, http_config_file, bearer_token, basic_auth, tenant, header, ca_file)
        report = audited(AuditRequest(systems, tuple(rules), tuple(dashboards), ago, limits))
    end(put_out(report, options))


def _seconds(since: str | None) -> float | None:
    from lab.errors import UsageError
    from lab.language.time_scaling.durations import seconds_of

    seconds = None if since is None else seconds_of(since)
    if since is not None and not seconds:
        raise UsageError(f"--since: {since!r} is not a duration", remedy="write it as Prometheus does: 12h or 7d")
    return seconds
