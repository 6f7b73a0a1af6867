"""The semester run as Dagster assets, and the `sinergi` command. The only user of Dagster.

Promises: one job, the same from the UI, the schedule, the sensor and the command; nothing is read or written on import;
one step at a time writes below SINERGI_HOME, and a run that dies leaves `published/current` as it was. What does not
belong here: how a list is read (ingest), judged (expectations), matched (linkage), computed (dbt_project) or published
(delivery); an asset's body is a few lines that call them.
"""
