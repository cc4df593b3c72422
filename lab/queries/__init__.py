"""The queries that lab sends to backends: one module per backend, one class per query.

A query sends itself through the clients it is given, describes itself for reports, and reads its answer. A kind of
expectation may define a query of its own in its own file.
"""

from lab.language.discovery import import_modules

import_modules(__name__, __path__)
