"""PDFs that others signed: what proves their signatures, and one revision more with proofs; for the process that reads others' files.

It asks nobody and has no key: the hole for a timestamp is filled by the program, which copies bytes and parses nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from datapact.base.errors import DataPactError, Malformed
from datapact.base.texts import N_, Message
from datapact.signing.ades.fields import with_pointer
from datapact.signing.ades.judge import judge_pdf
from datapact.signing.ades.judgement import JudgedSignature
from datapact.signing.ades.old_kinds import Readable
from datapact.signing.ades.trust import carried, certificate_of, others_of_stamp, token_of
from datapact.signing.archive.foreign_proofs import AddedRevision, ForeignProofs
from datapact.signing.authorities.level import LEVELS, Level
from datapact.signing.pades.completion import put_data, with_hole, written
from datapact.signing.pades.evidence import Evidence, chain_of, evidence_from, shown
from datapact.signing.pades.object_streams import PdfReader, as_file
from datapact.signing.pades.pdf_bounds import check_foreign
from datapact.signing.pades.sign_field import Pdf17Writer

LOCKED: Final = Message(N_("The file is encrypted, so that proofs cannot be added without its maker's program."))
BROKEN: Final = Message(
    N_(
        "The signature in the field {field} does not fit the file, or something was changed after it. Proofs would prove"
        " nothing; ask for the file as it was signed."
    )
)


def proofs_of(pdf: bytes, lists: Path | None, authorities: Sequence[bytes], now: datetime) -> ForeignProofs:
    """What proves the signatures of a PDF that any program made, by the authorities (DER) and lists on which this computer relies.

    Raises Malformed or TooLarge where it cannot be read.
    """
    judged = judge_pdf(pdf, lists, now, authorities)
    signatures = [one for one in judged.signatures if one.kind == "signature"]
    standing = tuple((one.field, one.intact, one.allowed) for one in judged.signatures)
    if not signatures or judged.encrypted:
        return ForeignProofs(len(signatures), standing, LOCKED if signatures else None)
    for one in signatures:
        if one.indication == "TOTAL-FAILED" or (not one.allowed and one.change != "unknown"):
            return ForeignProofs(len(signatures), standing, Message(BROKEN.id, {"field": one.field}))
    found = _Evidence(pdf, authorities)
    stamps = [one for one in judged.signatures if one.kind == "timestamp" and one.newest is not None]
    levels = [found.level(one, stamps) for one in signatures]
    newest = [one.newest for one in signatures]
    proven = [one for one in newest if one is not None]
    first = min(proven, key=lambda one: one.ends) if len(proven) == len(newest) else None
    return ForeignProofs(
        len(signatures),
        standing,
        None,
        pades=all(one.level.startswith("PAdES") for one in signatures),
        level=min(levels, key=LEVELS.index),
        until=None if first is None else first.until,
        algorithm="" if first is None else first.algorithm,
        lacking=tuple(found.lacking(signatures, stamps, now)),
    )


class _Evidence:
    """A file's certificates, answers and lists, asked for each of its signatures."""

    def __init__(self, pdf: bytes, anchors: Sequence[bytes]) -> None:
        reader = PdfReader(as_file(pdf), strict=False)
        self._anchors = anchors
        self._embedded = {
            str(name): Readable(reader, with_pointer(pointer.get_object()), str(name))
            for name, value, pointer in enumerate_sig_fields(reader)
            if value is not None
        }

    def level(self, one: JudgedSignature, stamps: Sequence[JudgedSignature]) -> Level:
        """The level that a signature has by what proves its time, and shows that nobody was revoked then."""
        embedded = self._embedded.get(one.field)
        if one.proven is None or embedded is None:
            return "B-B"
        if not self._complete(one, embedded, stamps, None):
            return "B-T"
        later = [stamp for stamp in stamps if stamp.revision > one.revision]
        kept = any(self._complete(one, embedded, stamps, stamp.revision - 1) for stamp in later)
        return "B-LTA" if kept else "B-LT"

    def lacking(
        self, signatures: Sequence[JudgedSignature], stamps: Sequence[JudgedSignature], now: datetime
    ) -> Iterator[tuple[bytes, ...]]:
        """The chains (DER, nearest first) of which the file does not show whether they were revoked."""
        for one in (*signatures, *stamps):
            embedded = self._embedded.get(one.field)
            if embedded is None:
                continue
            moment = one.proven.time if one.proven is not None else now
            for certificate, others in _certificates(embedded):
                chain, evidence = self._about(certificate, others, embedded, None)
                if not shown(chain, evidence, moment).complete:
                    yield tuple(each.public_bytes(Encoding.DER) for each in chain)

    def _complete(
        self,
        one: JudgedSignature,
        embedded: EmbeddedPdfSignature,
        stamps: Sequence[JudgedSignature],
        since: int | None,
    ) -> bool:
        """Whether the file, as it was in revision ``since``, shows that neither signer nor authority was revoked."""
        assert one.proven is not None
        moment = one.proven.time
        asked = [*_certificates(embedded)]
        if one.attested != moment:  # what proves it is a timestamp over the document
            by = next((stamp for stamp in stamps if stamp.proven is not None and stamp.proven.time == moment), None)
            over = None if by is None else self._embedded.get(by.field)
            asked = [*asked[:1], *([] if over is None else _certificates(over))]
        return all(
            shown(*self._about(certificate, others, embedded, since), moment).complete for certificate, others in asked
        )

    def _about(
        self,
        certificate: bytes,
        others: Sequence[bytes],
        embedded: EmbeddedPdfSignature,
        since: int | None,
    ) -> tuple[tuple[x509.Certificate, ...], Evidence]:
        certificates, ocsps, crls = carried(embedded, since)
        known = [*others, *self._anchors, *(each.dump() for each in certificates)]
        evidence = evidence_from(known, ocsps, crls)
        return chain_of(x509.load_der_x509_certificate(certificate), evidence.certificates), evidence


def _certificates(embedded: EmbeddedPdfSignature) -> Iterator[tuple[bytes, list[bytes]]]:
    """The signer's certificate, then that of the timestamp on the signature, each with those beside it, all DER."""
    signer = certificate_of(embedded)
    if signer is not None:
        yield (
            signer.dump(),
            [one.dump() for one in embedded.other_embedded_certs if isinstance(one, asn1_x509.Certificate)],
        )
    if str(embedded.sig_object_type) == "/DocTimeStamp":
        return
    token = token_of(embedded)
    if token is None:
        return
    beside = [one for one in others_of_stamp(embedded) if isinstance(one, asn1_x509.Certificate)]
    wanted = token["signer_infos"][0]["sid"].chosen
    for one in beside:
        named = getattr(wanted, "native", None)
        if isinstance(named, bytes):
            fits = one.key_identifier == named
        else:
            fits = one.serial_number == wanted["serial_number"].native and one.issuer == wanted["issuer"]
        if fits:
            yield one.dump(), [each.dump() for each in beside]
            return


def add_revision(
    pdf: bytes,
    certificates: Sequence[bytes],
    ocsps: Sequence[bytes],
    crls: Sequence[bytes],
    *,
    stamped: bool,
) -> AddedRevision:
    """The file with one more revision: validation data (DER) and, where ``stamped``, a field whose hole waits for a timestamp.

    Raises Malformed or TooLarge where nothing can be appended.
    """
    check_foreign(pdf)
    try:
        writer = Pdf17Writer(io.BytesIO(pdf), prev=PdfReader(as_file(pdf), strict=False))
        put_data(writer, certificates, ocsps, crls)
        if not stamped:
            return AddedRevision(written(writer))
        hole, output = with_hole(writer)
        return AddedRevision(
            output.getvalue(), hole.document_digest, hole.reserved_region_start + 1, hole.reserved_region_end - 1
        )
    except DataPactError:
        raise
    except Exception as error:  # other programs lay out their files in many ways, and some cannot be added to
        raise Malformed(
            N_("Nothing can be added to this PDF in the way in which its program wrote it. It stays as it is.")
        ) from error
