"""Writes one page per semester that says how good each list is.

It is a file that opens anywhere, without a network.

Great Expectations' own Data Docs are not used: they fetch style and scripts from the internet, show SQL and English,
and can show failing values. This page has the rules in the office's words, and counts only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.verdict import RuleResult, Verdict
from ingest.declarations.catalogue import Catalogue
from ingest.store import Store, write_text

if TYPE_CHECKING:
    from ingest.submission import Submission

_DIMENSIONS = {
    "completeness": "kelengkapan", "uniqueness": "keunikan", "validity": "keabsahan", "consistency": "kesesuaian",
    "plausibility": "kewajaran", "volume": "jumlah",
}  # fmt: skip
_OWNERS = {"agency": "instansi", "bappeda": "Bappeda", "engineer": "pengelola sistem"}
_FATES = {
    "admitted": "diterima",
    "held": "ditahan",
    "superseded": "digantikan kiriman yang lebih baru",
    "duplicate": "berkas yang sama dikirim lagi",
}
_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c2733}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:0}table{border-collapse:collapse;width:100%;margin:.6rem 0 1.4rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #d8dee5}th{background:#f2f5f8}
td.n{text-align:right;white-space:nowrap}summary{cursor:pointer;padding:.5rem 0}.ok{color:#1b6e3c}.warn{color:#8a5a00}
.bad{color:#a3161a;font-weight:600}details{border-top:1px solid #d8dee5}code{white-space:nowrap}
"""


def write_docs(
    store: Store, catalogue: Catalogue, semester: str, submissions: Sequence[Submission], verdicts: Sequence[Verdict]
) -> Path:
    """Writes the page of `semester` and returns its path.

    The same verdicts give the same bytes.
    """
    verdict_of = {verdict.submission_id: verdict for verdict in verdicts}
    judged = [(s, verdict_of[s.submission_id]) for s in submissions if s.submission_id in verdict_of]
    judged.sort(key=lambda pair: (pair[0].agency_id, pair[0].table_id, pair[0].submission_id))
    path = store.quality / semester / "index.html"
    write_text(_page(catalogue, semester, judged), path)
    return path


def _page(catalogue: Catalogue, semester: str, judged: Sequence[tuple[Submission, Verdict]]) -> str:
    fates = Counter(_fate(submission, verdict) for submission, verdict in judged)
    counted = ", ".join(f"{fates[fate]} {word}" for fate, word in _FATES.items() if fates[fate])
    titles = ("Instansi", "Daftar", "Hasil", "Baris diterima", "Ditolak", "Aturan dilanggar")
    return "\n".join(
        [
            f'<!doctype html><html lang="id"><meta charset="utf-8"><title>Mutu data {escape(semester)}</title>',
            f"<style>{_STYLE}</style><h1>Mutu data semester {escape(semester)}</h1>",
            f"<p>{len(judged)} kiriman: {counted or 'belum ada'}.</p>",
            f"<table><tr>{''.join(f'<th>{title}</th>' for title in titles)}</tr>",
            *(_line(catalogue, submission, verdict) for submission, verdict in judged),
            "</table>",
            *(_detail(catalogue, submission, verdict) for submission, verdict in judged),
            "</html>\n",
        ]
    )


def _fate(submission: Submission, verdict: Verdict) -> str:
    """The words for what became of a file.

    Accepting may hold or replace what was judged well (two rival files, a later version).
    """
    if submission.status in ("duplicate", "superseded"):
        return submission.status
    return "held" if submission.status == "held" or not verdict.admitted else "admitted"


def _agency(catalogue: Catalogue, submission: Submission) -> str:
    folder = catalogue.agencies.get(submission.agency_id)
    return escape(folder.agency.name if folder else submission.agency_id)


def _outcome(submission: Submission, verdict: Verdict) -> str:
    fate = _fate(submission, verdict)
    if fate == "held":
        codes = sorted({*submission.hold_codes, *verdict.hold_codes})
        return f'<span class="bad">ditahan</span> ({escape(", ".join(codes))})'
    if fate == "admitted":
        noted = '<span class="warn">diterima dengan catatan</span>'
        return noted if verdict.failed else '<span class="ok">diterima</span>'
    return _FATES[fate]


def _line(catalogue: Catalogue, submission: Submission, verdict: Verdict) -> str:
    list_name = escape(submission.table_id or "tidak dikenal")
    link = f'<a href="#{escape(submission.submission_id)}">{list_name}</a>'
    outcome = _outcome(submission, verdict)
    numbers = (submission.rows_accepted, submission.rows_rejected, len(verdict.failed))
    cells = "".join(f'<td class="n">{number}</td>' for number in numbers)
    return f"<tr><td>{_agency(catalogue, submission)}</td><td>{link}</td><td>{outcome}</td>{cells}</tr>"


def _detail(catalogue: Catalogue, submission: Submission, verdict: Verdict) -> str:
    opened = " open" if verdict.failed or _fate(submission, verdict) == "held" else ""
    head = (
        f'<details id="{escape(submission.submission_id)}"{opened}><summary><strong>{_agency(catalogue, submission)}: '
        f"{escape(submission.table_id or 'tidak dikenal')}</strong> {_outcome(submission, verdict)}</summary>"
    )
    if submission.status == "duplicate":
        return f"{head}</details>"
    if not verdict.results:
        reasons = _held_by_reading(catalogue, verdict.hold_codes)
        return f"{head}<p>Ditahan ketika dibaca; aturan tidak dijalankan.</p><ul>{reasons}</ul></details>"
    ordered = sorted(verdict.results, key=lambda result: (result.success, result.severity != "critical"))
    rows = "".join(map(_rule, ordered))
    titles = "".join(f"<th>{t}</th>" for t in ("Kode", "Pertanyaan", "Hasil", "Terlihat", "Segi", "Pemilik, tindakan"))
    return f"{head}<table><tr>{titles}</tr>{rows}</table></details>"


def _held_by_reading(catalogue: Catalogue, codes: Iterable[str]) -> str:
    issue_codes = catalogue.issue_codes
    words = {
        code: f"{issue_codes[code].title}. {issue_codes[code].action}" if code in issue_codes else "" for code in codes
    }
    return "".join(f"<li><code>{escape(code)}</code> {escape(text)}</li>" for code, text in words.items())


def _rule(result: RuleResult) -> str:
    kind = "ok" if result.success else "bad" if result.severity == "critical" else "warn"
    word = {"ok": "ya", "bad": "tidak: menahan", "warn": "tidak: catatan"}[kind]
    action = "" if result.success else f": {escape(result.action)}"
    return (
        f"<tr><td><code>{escape(result.code)}</code></td><td>{escape(result.question)}</td>"
        f'<td class="{kind}">{word}</td><td>{escape(result.observed)}</td><td>{_DIMENSIONS[result.dimension]}</td>'
        f"<td>{_OWNERS[result.owner]}{action}</td></tr>"
    )
