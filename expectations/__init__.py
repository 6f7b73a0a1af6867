"""The judgement of submissions and agreed sources: acceptable or not.

The only user of Great Expectations.

Promises: every submission is judged whole, by rules that are derived from the entity and the declaration of its list,
and comes out admitted or held, with the reasons; each failing row is kept by its record_id; a check that could not be
carried out is an error, never a failed or a passed check. No personal value stands in a result, a page or an error.
What does not belong here: what is wrong with one cell (ingest says it while reading), who a row is about (linkage), and
what the office is told (delivery).

Great Expectations takes seconds to import, so that happens inside the functions that need it, never on import.
"""

from expectations.background import Background, background_of
from expectations.checkpoint import refresh_checkpoint
from expectations.docs import write_docs
from expectations.judging import CheckError, is_asked_whole, judge, judge_all, judge_alone
from expectations.parts import Parts
from expectations.rules import DIMENSIONS, Rule, rules_for
from expectations.verdict import RuleResult, Verdict, load_verdict

__all__ = [
    "DIMENSIONS",
    "Background",
    "CheckError",
    "Parts",
    "Rule",
    "RuleResult",
    "Verdict",
    "background_of",
    "is_asked_whole",
    "judge",
    "judge_all",
    "judge_alone",
    "load_verdict",
    "refresh_checkpoint",
    "rules_for",
    "write_docs",
]
