"""A cluster that people have already, through their own kubectl."""
