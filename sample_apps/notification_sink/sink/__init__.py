"""A receiver that keeps what Alertmanager sends by webhook, to Slack and by mail, so that a test can ask what arrived
and when."""
