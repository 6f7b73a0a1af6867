"""The book of arrivals, verdicts, releases, and what people put on paper.

SQLAlchemy Core on any URL; the default is SQLite below SINERGI_HOME. Rows are only added or have their status moved on;
nothing is deleted but what stands no more and passes taken back. No personal value of a receiver is kept here.
"""

from ingest.ledger.book import Ledger
from ingest.ledger.rows import (
    AgreementRow,
    AnswerRow,
    DecisionRow,
    ProposalRow,
    ProposalStatus,
    ReleaseRow,
    SubmissionRow,
    now,
)

__all__ = [
    "AgreementRow", "AnswerRow", "DecisionRow", "Ledger", "ProposalRow", "ProposalStatus", "ReleaseRow",
    "SubmissionRow", "now",
]  # fmt: skip
