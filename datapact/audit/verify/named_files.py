"""Check that the files in a dossier are those that its entries name: the exporter lists them, but the parties signed
them.

The list in dossier.json is only the exporter's statement. The text is named by the freeze, a signed PDF by the
signature that made it, a contract signed elsewhere by its record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from datapact.agreements.text.current_text import current_state
from datapact.audit.formats.browser_page import NAME as PAGE
from datapact.audit.formats.browser_page import NOTE
from datapact.audit.formats.dossier import FROZEN_PDF, SIGNED_PDF
from datapact.audit.formats.dossier_facts import NAME as PAGES
from datapact.audit.formats.verdict import Finding
from datapact.base import strictjson
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_, Message
from datapact.contract.terms.references import has_withheld
from datapact.history.fold.agreement import AgreementState
from datapact.signing.ceremony.proof import AGREEMENT, PROOF
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import open_pdf

CONTRACT = "contract-"
_MOST_INSIDE = 10
_OWN_PAGE = N_(
    "The page {file} in it, which verifies in a browser, is the exporter's: take yours from the release of DataPact."
)


def check_named(folded: AgreementState, attached: Mapping[str, bytes]) -> Iterator[Finding]:
    """A finding for each file (by name) that is not the one its entries name, or that none of them names.

    Raises DataPactError where a PDF cannot be read.
    """
    digests = {name: sha256_of(data) for name, data in attached.items()}
    for name, digest in sorted(digests.items()):
        if name in (PAGES, NOTE) or (name in (PROOF, FROZEN_PDF) and folded.freeze is not None):
            continue  # the exporter's statement, as the verdict says; or compared with each other and the text below
        if name == PAGE:
            yield Finding("note", Message(_OWN_PAGE, {"file": PAGE}))
            continue
        named = _named(folded, name)
        if named is None:
            yield Finding(
                "note", Message(N_("No entry names the file {file}: only its exporter does."), {"file": name[:100]})
            )
        elif digest not in named:
            yield _other(name)
    for pdf in (SIGNED_PDF, FROZEN_PDF):
        inside = attached_files(open_pdf(attached[pdf]), _MOST_INSIDE) if pdf in attached else {}
        for name in (AGREEMENT, PROOF) if pdf in attached else ():
            if name in attached and inside.get(name) != attached[name]:
                yield _other(pdf)


def _named(folded: AgreementState, name: str) -> set[str] | None:
    """The digests that a file of this name may have by the entries; None where they name no such file."""
    freeze, kept = folded.freeze, folded.contract_files
    if name == AGREEMENT and freeze is not None:
        return {freeze.agreement_sha256} if isinstance(freeze.agreement_sha256, str) else None
    if name == AGREEMENT:
        state = current_state(folded)
        shown = bool(state) and not has_withheld(state)
        return {sha256_of(strictjson.canonical(dict(state)))} if shown else None
    if name == SIGNED_PDF:
        return {one.revision_to for one in folded.in_common_pdf} - {one.revision_from for one in folded.in_common_pdf}
    if name.startswith(CONTRACT) and (kept or folded.signed_elsewhere is not None):
        return {one.digest for one in kept}
    return None


def _other(name: str) -> Finding:
    return Finding(
        "invalid", Message(N_("An attached file is not the one that the entries name: {file}"), {"file": name[:100]})
    )
