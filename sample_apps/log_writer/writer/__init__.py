"""A service that writes one log line for every request, so that the number of requests is the number of lines."""
