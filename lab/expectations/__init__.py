"""The kinds of expectations: one file per kind, named like its leading key.

The modules of this package are imported in alphabetical order, and each kind registers itself: `KINDS`, the JSON Schema
and messages list the kinds in that order. To add a kind, add its file.
"""

from typing import TYPE_CHECKING, TypeAlias

from lab.expectations.expectation import Expectation as Expectation
from lab.expectations.registry import any_expectation, kinds
from lab.expectations.registry import leading_key as leading_key
from lab.language.discovery import import_modules

import_modules(__name__, __path__)

KINDS = kinds()

if TYPE_CHECKING:
    AnyExpectation: TypeAlias = Expectation
else:
    AnyExpectation = any_expectation()
