"""Plans a lab: everything that is decided before anything starts, or all problems of the scenario."""

from __future__ import annotations

from collections.abc import Mapping

from lab.errors import Problems
from lab.expectations.plan_context import PlanContext
from lab.language.dialect import Dialect
from lab.language.patch.data import text_at
from lab.language.problem_collector import ProblemCollector
from lab.language.promql_syntax.correction import bounded_corrections
from lab.language.strict_yaml import Document
from lab.language.suggestions import bounded_suggestions, did_you_mean
from lab.language.yaml_format import yaml_text
from lab.plan.action_planner import ActionPlanner
from lab.plan.addressing import default_problems
from lab.plan.changes import rendered_files
from lab.plan.collector_ready import ready_collectors
from lab.plan.components import service_plans
from lab.plan.config_checks import alert_rules, check_configs, grouping, promql_features, receivers
from lab.plan.consistency import check_overrides, name_problems, role_problems
from lab.plan.digest import with_digest
from lab.plan.files import FileTexts, PlacedPatch
from lab.plan.grafana_variables import built_in_variables
from lab.plan.kubernetes import ManifestPlanner, at_start, with_bundle
from lab.plan.loads import load_plans
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.on_demand import OnDemandPlanner
from lab.plan.posted_alerts import posted_alerts
from lab.plan.requests import Request as Request
from lab.plan.requests import in_own_variant, mutant_of, patches_of, with_mutant_deadlines
from lab.plan.services import UserOverrides
from lab.plan.steps import step_plans
from lab.plan.user_compose.compose_base import compose_base
from lab.record.planned import MutantPlan, ScaledValue
from lab.scenario.model import Mutant, Scenario
from lab.scenario.reading import load, with_patches
from lab.scenario.variants import as_written, full_variant, variant_name
from lab.stack.folders import Folders, ScenarioSource

AS_WRITTEN = Request()


def plan(source: ScenarioSource, folders: Folders, request: Request = AS_WRITTEN) -> LabPlan:
    """The plan of the requested form of a scenario. Raises `Problems` with all problems of it and of its files."""
    written, document = load(source.text, source.display_path)
    mutant = mutant_of(written, request, document)
    request = in_own_variant(request, mutant, written, document)
    patches = patches_of(written, request, mutant, document)
    return plan_document(source, folders, request, document, written, patches, mutant)


@bounded_corrections()
@bounded_suggestions()
def plan_document(
    source: ScenarioSource,
    folders: Folders,
    request: Request,
    document: Document,
    written: Scenario,
    patches: tuple[PlacedPatch, ...],
    mutant: Mutant | None = None,
) -> LabPlan:
    """The plan of `written`, the model of `document`, after these patches. Raises `Problems`."""
    problems = ProblemCollector()
    scenario = _patch(document, written, patches, problems)
    dialect = _dialect(scenario, document, folders, problems)
    texts = FileTexts(source.read, source.display_path_of, dialect, patches, problems, find=source.matching)
    overrides = UserOverrides(request.ports, request.images, folders.allowed_host_access)
    bundle = with_bundle(scenario, document, texts)
    scenario = bundle.scenario
    base = compose_base(scenario, document, source, folders, texts, overrides)
    services = service_plans(bundle, document, source, folders, texts, overrides, base.services)
    services = ready_collectors(services, scenario, problems)
    loads = load_plans(scenario, document, services, problems)
    of_compose_files = frozenset(service.name for service in base.services)
    on_demand = OnDemandPlanner(scenario, document, folders, request.images, texts, of_compose_files)
    all_services = (*services, *on_demand.load_services(loads), *on_demand.netfault_services())
    # A defect may be that a file is not read.
    check_configs(services, problems, all_read=mutant is None)
    ctx = PlanContext(
        dialect=dialect,
        alerts=alert_rules(services, source.display_path_of, patches, problems),
        receivers=receivers(services, _changed_files(scenario, source)),
        grouping=grouping(services, _changed_files(scenario, source)),
        texts=texts,
        built_in=built_in_variables(services, problems),
        without_sources=frozenset({"loki"} - {role for service in services for role in service.roles}),
        ports={service.name: {port.name: port.container for port in service.ports} for service in services},
        answering=_answering(services),
        problems=problems,
        features=promql_features(services),
        posted=posted_alerts(scenario),
    )
    default_problems(scenario, services, document, problems)
    manifests = ManifestPlanner(document, texts)
    cluster = at_start(scenario, manifests, rendered_files(services))
    actions = ActionPlanner(document, loads, services, texts, ctx, scenario.asked, manifests)
    steps = step_plans(scenario, document, actions, ctx)
    problems.extend(name_problems(scenario, document, _mutants_to_check(scenario, request, mutant)))
    if not problems.is_broken("component"):
        problems.extend(role_problems(all_services, steps))
    check_overrides(request, all_services)
    problems.extend(texts.unused_patches())
    problems.raise_if_any()
    if mutant is not None:
        steps = tuple(with_mutant_deadlines(step, mutant) for step in steps)
    variant = full_variant(written.variants, request.variant)
    lab = LabPlan(
        scenario=source.name,
        title=scenario.title,
        why=scenario.why,
        services=all_services,
        steps=steps,
        scaled=(*_scaled_values(scenario, document), *texts.scaled),
        digest="",
        mutant=_mutant_plan(request, mutant),
        variant=variant,
        variant_name=variant_name(written.variants, variant),
        ask=scenario.asked,
        cluster=cluster,
        networks=base.networks,
        notes=base.notes,
    )
    return with_digest(lab)


def _answering(services: tuple[ServicePlan, ...]) -> Mapping[str, tuple[str, ...]]:
    roles = dict.fromkeys(role for service in services for role in service.roles)
    return {
        role: tuple(name for service in services if service.answers(role) for name in service.asked_as)
        for role in roles
    }


def _changed_files(scenario: Scenario, source: ScenarioSource) -> set[str]:
    """The files that steps change, by their paths in messages."""
    return {source.display_path_of(patch.in_) for step in scenario.steps for patch in step.change if patch.in_}


def _patch(
    document: Document, written: Scenario, patches: tuple[PlacedPatch, ...], problems: ProblemCollector
) -> Scenario:
    """The scenario with the patches to itself; as written if one has problems, so that the rest is checked too."""
    own = tuple((placed.patch, placed.place) for placed in patches if placed.patch.in_ is None)
    try:
        return with_patches(document, own) if own else written
    except Problems as error:
        problems.extend(error.problems)
        return written


def _dialect(scenario: Scenario, document: Document, folders: Folders, problems: ProblemCollector) -> Dialect | None:
    if scenario.dialect is None:
        return None
    dialect = folders.dialect(scenario.dialect)
    if dialect is None:
        hint = did_you_mean(scenario.dialect, folders.dialect_names())
        with problems.scope("dialect"):
            message = f"there is no dialect {scenario.dialect!r} in scenarios/dialects{hint}"
            problems.wrong(document.place(("dialect",)), message)
    return dialect


def _mutants_to_check(scenario: Scenario, request: Request, mutant: Mutant | None) -> Mapping[str, Mutant]:
    """The requested mutant; else all of the scenario as written, but none for a variant, which may lack the
    expectations they name."""
    if mutant is not None and request.mutant is not None:
        return {request.mutant: mutant}
    if not request.variant.items() <= as_written(scenario.variants).items():
        return {}
    return {name: mutant for name, mutant in scenario.mutants.items() if not mutant.variant}


def _scaled_values(scenario: Scenario, document: Document) -> tuple[ScaledValue, ...]:
    """The values of the scenario itself that `scale` changes, for example an export interval."""
    return tuple(
        ScaledValue(file="scenario.yaml", path=path, production=text_at(document.data, path), lab=yaml_text(value))
        for patch in scenario.scale
        if patch.in_ is None
        for path, value in patch.set.items()
    )


def _mutant_plan(request: Request, mutant: Mutant | None) -> MutantPlan | None:
    if mutant is None or request.mutant is None:
        return None
    return MutantPlan(request.mutant, dict(mutant.fails), mutant.may_fail)
