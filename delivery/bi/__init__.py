"""A release for BI tools: what Superset imports to show it.

Not here: what the numbers mean (`delivery.release`, the models of dbt), or Superset, which has its own environment.
"""
