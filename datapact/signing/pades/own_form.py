"""By what a signature shows that DataPact's ceremony made it, which compares the pages with the text before it signs.

The signatory's own signature covers these marks, so only the signatory's key could have put them there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

_OURS: Final = frozenset(
    {"/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/M", "/Name", "/Reason", "/Reference"}
)
"""Keys of the signature dictionary that we write; other programs add their own name (/Prop_Build) and more."""


def named_in_ceremony(signature: Mapping[str, object]) -> tuple[str, str]:
    """The person whom the ceremony names in a signature dictionary, and as what; empty in the form of other programs."""
    if signature.keys() <= _OURS and signature.get("/SubFilter") == "/ETSI.CAdES.detached":
        return str(signature.get("/Name", "")), str(signature.get("/Reason", ""))
    return "", ""


def by_others_alone(reader: PdfFileReader) -> bool:
    """Whether a PDF has signatures, and other programs made them all, as in a copy that a party signed elsewhere."""
    from pyhanko.sign.fields import enumerate_sig_fields

    made = [value.get_object() for _name, value, _pointer in enumerate_sig_fields(reader) if value is not None]
    signatures = [one for one in made if one.get("/Type") != "/DocTimeStamp"]
    return bool(signatures) and not any(named_in_ceremony(one)[0] for one in signatures)


def signs_for(reason: str, party: str) -> bool:
    """Whether the ceremony's reason, power to sign and party, names this party."""
    return reason.endswith(f", {party}")
