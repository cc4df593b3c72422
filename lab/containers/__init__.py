"""The only place that talks to Docker about containers: start, watch, fault, attach, remove."""
