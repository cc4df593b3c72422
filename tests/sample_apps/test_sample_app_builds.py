"""Holds the sample applications to what makes their images repeatable: exact pins, one value per default, and
the same start command rules for all."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

APPS = ("fastapi_prometheus", "fastapi_instrumentator", "fastapi_otel", "notification_sink", "log_writer", "batch_job")
PIN = re.compile(r"[A-Za-z0-9_.-]+(\[[a-z,]+\])?==[0-9][A-Za-z0-9.]*")
DEFAULT = re.compile(r"^ARG (\w+)=(\S+)$", re.MULTILINE)


def locks(folder: Path) -> list[Path]:
    return [*folder.glob("requirements.txt"), *folder.glob("requirements/*.txt")]


@pytest.mark.parametrize("app", APPS)
def test_requirements_are_pinned(sample_apps: Path, app: str) -> None:
    assert locks(sample_apps / app)
    for lock in locks(sample_apps / app):
        lines = lock.with_suffix(".in").read_text().split()
        assert lines and [line for line in lines if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize("app", APPS)
def test_requirements_every_package_has_hashes(sample_apps: Path, app: str) -> None:
    for lock in locks(sample_apps / app):
        packages = re.findall(
            r"^([\w.-]+==\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", lock.read_text(), re.M
        )
        assert len(packages) == lock.read_text().count("=="), "a package without a hash; run make pins"
        wanted = lock.with_suffix(".in").read_text().replace("_", "-").split()
        assert set(wanted) <= {name for name, _ in packages}, "other versions than the .in file; run make pins"
    assert "--require-hashes" in (sample_apps / app / "Dockerfile").read_text()


@pytest.mark.parametrize("app", APPS)
def test_component_args_match_the_dockerfile(sample_apps: Path, app: str) -> None:
    component = yaml.safe_load((sample_apps / app / "component.yaml").read_text())
    defaults = dict(DEFAULT.findall((sample_apps / app / "Dockerfile").read_text()))
    bases = {argument: defaults.pop(argument, None) for argument in component["image"]["bases"]}
    assert bases == {"PYTHON_BASE": "python:3.13-slim-trixie"}
    assert component["image"].get("args", {}) == defaults


def test_version_args_have_a_lock(sample_apps: Path) -> None:
    args = yaml.safe_load((sample_apps / "fastapi_otel" / "component.yaml").read_text())["image"]["args"]
    packages = (sample_apps / "fastapi_otel/requirements" / f"otel-{args['OTEL_SDK_VERSION']}.in").read_text().split()
    assert {
        f"fastapi=={args['FASTAPI_VERSION']}",
        f"opentelemetry-sdk=={args['OTEL_SDK_VERSION']}",
        f"opentelemetry-exporter-otlp-proto-http=={args['OTEL_SDK_VERSION']}",
        f"opentelemetry-exporter-prometheus=={args['OTEL_CONTRIB_VERSION']}",
        f"opentelemetry-instrumentation-fastapi=={args['OTEL_CONTRIB_VERSION']}",
        f"opentelemetry-instrumentation-logging=={args['OTEL_CONTRIB_VERSION']}",
        f"opentelemetry-instrumentation-system-metrics=={args['OTEL_CONTRIB_VERSION']}",
    } <= set(packages)


def test_fastapi_own_instrumentation_is_alone_in_its_lock(sample_apps: Path) -> None:
    (own,) = (sample_apps / "fastapi_otel" / "requirements").glob("*-fastapi-*.in")
    contrib = own.with_name(own.name.partition("-fastapi-")[0] + ".in").read_text().split()
    fastapi, *others = own.read_text().split()
    assert fastapi == f"fastapi=={own.stem.partition('-fastapi-')[2]}"
    assert set(contrib) - set(others) == {
        next(pin for pin in contrib if pin.startswith("fastapi==")),
        next(pin for pin in contrib if pin.startswith("opentelemetry-instrumentation-fastapi==")),
    }
    assert set(others) <= set(contrib)


@pytest.mark.parametrize("app", APPS)
def test_dockerfile_command_and_user(sample_apps: Path, app: str) -> None:
    dockerfile = (sample_apps / app / "Dockerfile").read_text()
    command = json.loads(re.findall(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE)[-1])
    if app == "notification_sink":  # it serves HTTP and HTTPS, each by a uvicorn with the same settings
        assert command == ["python", "-m", "sink.serve"]
        assert '"access_log": False' in (sample_apps / app / "sink" / "serve.py").read_text()
    else:
        assert command[:3] == ["python", "-m", "uvicorn"]
        assert "--no-access-log" in command and "--workers" not in command and "--reload" not in command
    assert re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE) == ["10001:10001"]
    assert not dockerfile.startswith("# syntax")


@pytest.mark.parametrize("app", APPS)
def test_apps_do_not_import_lab(sample_apps: Path, app: str) -> None:
    imported: set[str] = set()
    for path in (sample_apps / app).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])
    assert "lab" not in imported


@pytest.mark.parametrize("app", ["go_prometheus", "go_synthetic", "remote_writer"])
def test_go_build(sample_apps: Path, app: str) -> None:
    folder = sample_apps / app
    dockerfile = (folder / "Dockerfile").read_text()
    component = yaml.safe_load((folder / "component.yaml").read_text())
    defaults = dict(DEFAULT.findall(dockerfile))
    assert defaults == {"GO_BASE": "golang:1.26-trixie", "DEBIAN_BASE": "debian:trixie-slim"}
    assert component["image"]["bases"] == {"GO_BASE": "go", "DEBIAN_BASE": "debian"}
    assert dockerfile.index("go vet ./...") < dockerfile.index("go test ./...") < dockerfile.index("go build ")
    assert "-mod=readonly" in dockerfile and (folder / "go.sum").is_file()
    assert re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE) == ["10001:10001"]
    assert not dockerfile.startswith("# syntax")


ROUTES = {
    "GET /api/items/{id}",
    "POST /api/orders",
    "GET /api/slow",
    "GET /api/boom",
    "GET /ready",
    "GET /faults",
    "PUT /faults",
}


def _routes(shop: Path) -> set[str]:
    return {
        f"{decorator.func.attr.upper()} {ast.literal_eval(decorator.args[0])}"
        for module in ("routes.py", "fault_routes.py")
        for node in ast.walk(ast.parse((shop / module).read_text()))
        if isinstance(node, ast.AsyncFunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute)
    }


def test_python_shops_have_the_same_routes(sample_apps: Path) -> None:
    for app in ("fastapi_prometheus", "fastapi_instrumentator", "fastapi_otel"):
        assert _routes(sample_apps / app / "shop") == ROUTES


@pytest.mark.parametrize(
    ("module", "apps"),
    [
        ("faults.py", ("fastapi_prometheus", "fastapi_otel", "fastapi_instrumentator")),
        ("fault_routes.py", ("fastapi_prometheus", "fastapi_otel", "fastapi_instrumentator")),
        ("switches.py", ("fastapi_prometheus", "fastapi_instrumentator")),
        ("database.py", ("fastapi_otel", "fastapi_instrumentator")),
    ],
)
def test_python_shops_have_the_same_modules(sample_apps: Path, module: str, apps: tuple[str, ...]) -> None:
    # Each app is buildable alone, so each has its copy.
    assert len({(sample_apps / app / "shop" / module).read_text() for app in apps}) == 1


def test_shops_without_metrics_of_their_own_have_the_same_routes(sample_apps: Path) -> None:
    plain, instrumented = (
        (sample_apps / app / "shop" / "routes.py").read_text() for app in ("fastapi_otel", "fastapi_instrumentator")
    )
    # The docstring says who measures.
    assert plain.partition("\n")[2] == instrumented.partition("\n")[2]


def test_shops_start_with_the_same_series(sample_apps: Path, expected_series: set[str]) -> None:
    go = (sample_apps / "go_prometheus" / "instruments.go").read_text()
    found = {" ".join(row) for row in re.findall(r'\{"(\w+)", (?:"([^"]+)"|unmatched), "(\d+)"\}', go)}
    assert {re.sub("  ", " unmatched ", row) for row in found} == expected_series


@pytest.fixture
def expected_series(sample_apps: Path) -> set[str]:
    instruments = (sample_apps / "fastapi_prometheus" / "shop" / "instruments.py").read_text()
    listed = next(
        node.value
        for node in ast.parse(instruments).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXPECTED"
    )
    rows = ast.literal_eval(ast.unparse(listed).replace("UNMATCHED", "'unmatched'"))
    assert len(rows) == 5
    return {" ".join(row) for row in rows}
