"""`lab audit`: what is broken, missing or costly in a running monitoring system."""

from __future__ import annotations

from typing import Annotated

import typer

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


def audit(
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
) -> None:
    """Audit a running monitoring system: which panels show nothing, which alerts can never fire, and why.

    It is only read: with GET, and POST for queries that are too long for a URL. Targets and rules are taken from the
    API, dashboards from files or from Grafana.

    Exits with 1 for findings of the classes of --fail-on that are not in the baseline, and when the budget was spent
    before everything was looked at.
    """
    from lab.audit.budget import Limits
    from lab.audit.request import AuditRequest
    from lab.audit.run_audit import run_audit
    from lab.errors import UsageError
    from lab.report.console.terminal import terminal

    if list_checks:
        print_checks()
        return
    options = report_options(format_, output, fail_on, baseline, write_baseline, everything)
    urls = {"prometheus": prometheus, "alertmanager": alertmanager, "loki": loki, "grafana": grafana}
    if prometheus is None:
        raise UsageError("nothing to audit", remedy="give the URL of a running Prometheus with --prometheus")
    systems = connected(urls, http_config_file, bearer_token, basic_auth, tenant, header, ca_file)
    limits = Limits(max_queries, max_seconds, concurrency)
    request = AuditRequest(systems, tuple(rules), tuple(dashboards), _seconds(since), limits)
    with terminal(stderr=True).status("") as status:
        report = run_audit(request, known_folders().dialects(), status.update)
    end(put_out(report, options))


def _seconds(since: str | None) -> float | None:
    from lab.errors import UsageError
    from lab.language.time_scaling.durations import seconds_of

    seconds = None if since is None else seconds_of(since)
    if since is not None and not seconds:
        raise UsageError(f"--since: {since!r} is not a duration", remedy="write it as Prometheus does: 12h or 7d")
    return seconds
