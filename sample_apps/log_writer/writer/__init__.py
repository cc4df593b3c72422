"""A service whose log is its only product: as many lines as requests, so that who counts requests knows the log."""
