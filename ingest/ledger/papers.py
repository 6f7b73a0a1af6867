"""The ledger's agreements, decisions, proposals, passed gates and facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from ingest.ledger.connections import Connections
from ingest.ledger.rows import AgreementRow, DecisionRow, ProposalRow, now
from ingest.ledger.schema import agreements, decisions, facts, passes, proposals


class Papers(Connections):
    """Agreements and decisions, only added to; passed gates and facts of the home."""

    def agreements(self, semester: str | None = None) -> list[AgreementRow]:
        """The wordings of a semester's agreement, or of all, oldest first."""
        query = sa.select(*(agreements.c[name] for name in AgreementRow.__dataclass_fields__))
        if semester is not None:
            query = query.where(agreements.c.semester == semester)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(agreements.c.agreement_no)).mappings().all()
        return [AgreementRow(**row) for row in rows]

    def book_agreement(self, agreement: AgreementRow) -> None:
        """Adds a wording, unless it is the newest of its semester already."""
        booked = self.agreements(agreement.semester)
        if booked and booked[-1].agreement_hash == agreement.agreement_hash:
            return
        with self._writing() as connection:
            connection.execute(sa.insert(agreements).values(**{**agreement.__dict__, "booked_at": now()}))

    def decide(self, decision: DecisionRow) -> None:
        """Adds a decision about a file; it takes the place of the one before."""
        with self._writing() as connection:
            connection.execute(sa.insert(decisions).values(**decision.__dict__))

    def decisions(self) -> Mapping[str, DecisionRow]:
        """The newest decision about each file that has one."""
        query = sa.select(*(decisions.c[name] for name in DecisionRow.__dataclass_fields__))
        with self._reading() as connection:
            rows = connection.execute(query.order_by(decisions.c.decision_no)).mappings().all()
        return {row["submission_id"]: DecisionRow(**row) for row in rows}

    def proposals(self) -> Mapping[str, ProposalRow]:
        """Everything ever proposed to the owner of the source, by proposal_id."""
        query = sa.select(*(proposals.c[name] for name in ProposalRow.__dataclass_fields__))
        with self._reading() as connection:
            rows = connection.execute(query.order_by(proposals.c.proposal_id)).mappings().all()
        return {row["proposal_id"]: ProposalRow(**row) for row in rows}

    def book_proposals(self, changed: Iterable[ProposalRow]) -> None:
        """Adds proposals, or renews what became of them; all or none."""
        with self._writing() as connection:
            for row in changed:
                connection.execute(sa.delete(proposals).where(proposals.c.proposal_id == row.proposal_id))
                connection.execute(sa.insert(proposals).values(**row.__dict__))

    def forget_proposals(self, subject_ids: Iterable[str]) -> None:
        """Removes the proposals about these subjects, their bytes too where the book is a file."""
        with self._writing() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("pragma secure_delete = on")
            connection.execute(sa.delete(proposals).where(proposals.c.subject_id.in_(list(subject_ids))))

    def note_pass(self, gate: str, content_hash: str) -> None:
        """Notes that this content passed the gate."""
        if not self.has_passed(gate, content_hash):
            with self._writing() as connection:
                connection.execute(sa.insert(passes).values(gate=gate, content_hash=content_hash, passed_at=now()))

    def take_back_pass(self, gate: str, content_hash: str) -> None:
        """Forgets that this content passed the gate: asked again, it did not."""
        with self._writing() as connection:
            connection.execute(sa.delete(passes).where(passes.c.gate == gate, passes.c.content_hash == content_hash))

    def has_passed(self, gate: str, content_hash: str) -> bool:
        """True when this very content passed the gate."""
        query = sa.select(passes.c.passed_at).where(passes.c.gate == gate, passes.c.content_hash == content_hash)
        with self._reading() as connection:
            return connection.execute(query).first() is not None

    def fact(self, name: str) -> str | None:
        """The value noted under `name`; None where nothing was."""
        with self._reading() as connection:
            value: str | None = connection.execute(sa.select(facts.c.value).where(facts.c.name == name)).scalar()
        return value

    def note_fact(self, name: str, value: str) -> None:
        """Notes `value` under `name`, in place of what was noted before."""
        with self._writing() as connection:
            connection.execute(sa.delete(facts).where(facts.c.name == name))
            connection.execute(sa.insert(facts).values(name=name, value=value, noted_at=now()))
