"""A receiver that keeps what Alertmanager sends by webhook, to Slack and by email, so that a test can query what
arrived and when."""
