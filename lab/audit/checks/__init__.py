"""The checks of an audit: one file for each thing that is looked for, with a function that `register` decorates.

The modules of this package are imported in alphabetical order, and each check registers itself. To add a check, add its
file: an audit runs it, and the documentation, `lab audit --list-checks` and SARIF name it.
"""

from lab.audit.registry import registered_checks, registered_descriptions
from lab.language.discovery import import_modules

import_modules(__name__, __path__)

CHECKS = registered_checks()
DESCRIPTIONS = registered_descriptions()  # by the name that findings have
