"""What scenarios may expect: one file per kind, named for its leading key.

The modules of this package are imported in alphabetical order; each kind registers itself, so that `KINDS`, the schema
and the messages list them in that order. To add a kind, add its file.
"""

from typing import TYPE_CHECKING, TypeAlias

from lab.expectations.base import Expectation as Expectation
from lab.expectations.registry import any_expectation, kinds
from lab.expectations.registry import leading_key as leading_key
from lab.language.discovery import import_modules

import_modules(__name__, __path__)

KINDS = kinds()

if TYPE_CHECKING:
    AnyExpectation: TypeAlias = Expectation
else:
    AnyExpectation = any_expectation()
