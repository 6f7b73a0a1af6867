"""Makes what the meeting gets: the pack as one page, as PDF and as workbooks, and the page that says how things stand.

It reads published releases alone. What is counted, and how, does not belong here (dbt_project does that).
"""
