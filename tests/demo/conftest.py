import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import override_settings

from ponte.demo import actions


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture(scope="module")
def demonstration(module_db, tmp_path_factory):
    """The demonstration, loaded once for the tests of a module: use it in all of them."""
    with module_db(), override_settings(DATA_DIR=tmp_path_factory.mktemp("demonstration")):
        return actions.load_demonstration()


@pytest.fixture
def loaded(demonstration, data_folder, db):
    """What loading it did, with the password's file in the folder of the test."""
    file = shutil.copy(demonstration.password_file, data_folder)
    return replace(demonstration, password_file=Path(file))
