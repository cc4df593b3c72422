"""A generated host: the files of a procfs and a small disk, so that a monitoring stack sees a loaded machine without
loading one."""
