"""A job that runs now and then and is too short to be scraped: it pushes what became of each run."""
