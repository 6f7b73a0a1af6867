"""Makes the pack of the meeting and the page that says how things stand.

It reads published releases alone. What is counted, and how, does not belong here (dbt_project does that).
"""
