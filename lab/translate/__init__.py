"""Rewrites rule files and dashboards of one dialect for another: `lab translate`."""
