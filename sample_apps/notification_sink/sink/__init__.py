"""A receiver that keeps what Alertmanager sends, so that a test can ask what arrived and when."""
