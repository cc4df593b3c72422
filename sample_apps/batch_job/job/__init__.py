"""A batch job that is too short to be scraped: it pushes the result of each run."""
