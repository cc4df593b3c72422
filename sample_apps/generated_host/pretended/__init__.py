"""A pretended host: the files of a procfs and a disk of its own, so that a monitoring stack sees a loaded machine and
none is loaded."""
