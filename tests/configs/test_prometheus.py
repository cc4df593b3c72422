"""The structure of prometheus.yml: what Prometheus refuses, with its place. More that it accepts is in tests/corpus."""

from __future__ import annotations

import pytest

from lab.configs.prometheus import problems
from lab.configs.yaml_file import read_config


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("global: {scrap_interval: 5s}", "has no key 'scrap_interval' in 'global'; did you mean 'scrape_interval'?"),
        ("scrape_config: []", "has no key 'scrape_config' in prometheus.yml; did you mean 'scrape_configs'?"),
        ("scrape_configs: {job_name: a}", "'scrape_configs' is a list, not a mapping"),
        ("scrape_configs: [{static_configs: []}]", "a scrape configuration needs 'job_name'"),
        ("scrape_configs: [{job_name: a, target: b}]", "has no key 'target' in a scrape configuration"),
        ("scrape_configs: [{job_name: a, static_configs: [{target: [b]}]}]", "did you mean 'targets'?"),
        ("scrape_configs: [{job_name: a, static_configs: [{targets: b}]}]", "'targets' is a list, not the text 'b'"),
        ("scrape_configs: [{job_name: a, scrape_interval: 5}]", "'5' is not a duration of Prometheus"),
        ("scrape_configs: [{job_name: a}, {job_name: a}]", "c.yml:1:34: there is already a job 'a', on line 1"),
        ("scrape_configs: [{job_name: a, relabel_configs: [{action: kep}]}]", "did you mean 'keep'?"),
        (
            r"scrape_configs: [{job_name: a, relabel_configs: [{regex: '(\d+);\1'}]}]",
            r"c.yml:1:51: Prometheus cannot compile '(\d+);\1': RE2 has no back-references such as \1",
        ),
        ("scrape_configs: [{job_name: a, consul_sd_config: []}]", "did you mean 'consul_sd_configs'?"),
        ("scrape_configs: [{job_name: a, basic_auth: {user: b}}]", "did you mean 'username'?"),
        ("remote_write: [{name: a}]", "an entry of remote_write needs 'url'"),
        ("remote_write: [{url: a, queue_config: {max_retries: 3}}]", "no longer has 'max_retries' in queue_config"),
        ("rule_files: rules.yml", "'rule_files' is a list, not the text 'rules.yml'"),
        ("rule_files: ['rules/*/*.yml']", "'rules/*/*.yml' is not a pattern of Prometheus, which has one '*'"),
        ("alerting: {alertmanager: []}", "did you mean 'alertmanagers'?"),
    ],
)
def test_problems(text: str, message: str) -> None:
    found = [str(problem) for problem in problems(read_config(text, "c.yml"))]

    assert len(found) == 1
    assert message in found[0]
