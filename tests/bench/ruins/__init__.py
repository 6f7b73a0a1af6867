"""Ruined and honest lists, judged: `python -m tests.bench.ruins` writes the shares into docs/quality.md."""
