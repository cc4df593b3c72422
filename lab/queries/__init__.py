"""What backends are asked: one module per backend, one class per query.

A query knows the request that it is, how reports describe it, and how its answer is read. It reaches the network only
through the clients it is given. A kind of expectation may define a query of its own in its own file.
"""

from lab.language.discovery import import_modules

import_modules(__name__, __path__)
