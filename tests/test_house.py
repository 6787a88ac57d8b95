"""The repository holds itself to its own rules."""

import importlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LAYERS = [
    {app.strip() for app in layer.split("|")} for layer in CONTRACTS["contracts"][0]["layers"]
]
OURS = [config for config in apps.get_app_configs() if config.name.startswith("ponte.")]


def layer_of(app, layers):
    return next(number for number, layer in enumerate(layers) if app in layer)


def our_models():
    return [model for config in OURS for model in config.get_models()]


def upward_relations(models, layers=LAYERS):
    """Relations from a lower app to a higher one; the user model may be referred to by all."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in models
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if field.related_model.__module__.startswith("ponte.")
        if field.related_model is not get_user_model()
        if layer_of(field.related_model._meta.app_label, layers)
        < layer_of(model._meta.app_label, layers)
    ]


def test_model_relations_point_down():
    assert upward_relations(our_models()) == []


def test_an_upward_relation_would_be_seen():
    project = apps.get_model("projects", "Project")

    seen = upward_relations([project], layers=LAYERS[::-1])

    assert seen == ["projects.Project.topics", "projects.Project.regions"]


def test_every_app_is_in_the_layers_and_described():
    apps_in_layers = set().union(*LAYERS) - {"urls", "wsgi"}

    assert {config.label for config in OURS} == apps_in_layers
    assert [c.name for c in OURS if not importlib.import_module(c.name).__doc__] == []


def test_every_setting_is_documented():
    settings = set(re.findall(r'"(PONTE_[A-Z_]+)"', (ROOT / "ponte/settings.py").read_text()))
    documented = set(
        re.findall(r"`(PONTE_[A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text())
    )

    assert documented == settings


def test_every_command_is_documented():
    commands = {path.stem for path in ROOT.glob("ponte/*/management/commands/[a-z]*.py")}
    documented = set(
        re.findall(r"`ponte ([a-z_]+)", (ROOT / "docs/reference/commands.md").read_text())
    )

    assert commands - documented == set()


@pytest.mark.parametrize(
    "pattern",
    [
        r"style=\"",
        r"<style",
        r"<script(?![^>]*(\bsrc=|application/ld\+json))",
        r"\son[a-z]+=\"",
        r"javascript:",
        r"hx-on|hx-vals=.js:",
    ],
)
def test_no_template_needs_a_weaker_content_security_policy(pattern):
    offenders = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "ponte/templates").rglob("*.html")
        if "sheet" not in path.name and re.search(pattern, path.read_text())
    ]

    assert offenders == []


def test_a_part_with_a_form_gets_the_token_that_sends_it():
    """`include … only` hides the token: the form would be refused."""
    folder = ROOT / "ponte/templates"
    with_form = {
        str(file.relative_to(folder))
        for file in folder.rglob("*.html")
        if "{% csrf_token %}" in file.read_text()
    }
    forgotten = [
        (str(file.relative_to(folder)), part)
        for file in folder.rglob("*.html")
        for part, given in re.findall(r'{% include "([^"]+)"([^%]*)only %}', file.read_text())
        if part in with_form and "csrf_token=" not in given
    ]

    assert forgotten == []


def test_no_third_party_file_is_committed():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")

    assert [name for name in tracked if re.search(r"\.min\.(js|css)$|\.woff2?$|\.map$", name)] == []


def test_locked_requirements_name_no_address():
    files = [*ROOT.glob("requirements*"), ROOT / "package-lock.json", ROOT / "Makefile"]

    assert [f.name for f in files if re.search(r'https?://(?!127)|"resolved"', f.read_text())] == []


@pytest.mark.xdist_group("house")
def test_tests_of_a_group_run_in_one_worker(request):
    """What they share is made once: the site of the browser, the demonstration."""
    workers = hasattr(request.config, "workerinput")

    assert request.node.nodeid.endswith("@house") == workers
