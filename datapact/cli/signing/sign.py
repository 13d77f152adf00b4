"""The actions that freeze a text and sign it, by a key of the vault, a token, a key file or a service."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from datapact.agreements.comments.threads import unsettled_words
from datapact.agreements.projection.append import load_state
from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole
from datapact.base.texts import N_, _
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import on_agreement, passphrase, read_secret
from datapact.cli.printed.contracts import StepWritten
from datapact.cli.printed.signing import AgreementSign


def freeze(agreement: str, on: date | None, copies: str = "", elsewhere: Collection[str] = ()) -> None:
    from datapact.signing.ceremony import freeze as operation
    from datapact.signing.ceremony.outside_slots import COPIES
    from datapact.signing.elsewhere.outside import freeze_outside

    with on_agreement(agreement) as (member, history):
        with member.vault.read() as session:
            folded = load_state(session, history)
        on_paper, unsettled = folded.outside is not None, unsettled_words(folded)
        day = on or local_day(member.clock())
        if copies and not on_paper:
            raise WrongUse(N_("All parties have DataPact, so all sign one file. --copies is for parties without it."))
        chosen = next((one for one in COPIES if one == (copies or "chain")), None)
        if chosen is None:
            raise WrongUse(N_("--copies is chain or counterparts."))
        if on_paper:
            entry = freeze_outside(member, history, day, chosen, elsewhere)
        else:
            entry = operation.freeze(member, history, day, elsewhere)
    sentence = _("The text is frozen. Nothing is binding until every named signatory has signed.")
    emit(StepWritten({"agreement": history, "entry": entry.digest}), [sentence, *map(str, filter(None, [unsettled]))])


def sign(
    agreement: str,
    level: str | None = None,
    *,
    token: bool = False,
    service: bool = False,
    yes: bool = False,
    pin_file: Path | None = None,
    key_file: Path | None = None,
    key_passphrase_file: Path | None = None,
) -> None:
    from datapact.signing.authorities.level import read_level
    from datapact.signing.ceremony import sign as operation

    if [token, service, key_file is not None].count(True) > 1:
        raise WrongUse(N_("Choose one key: --token, --service or --key-file."))
    chosen = read_level(level) if level is not None else None
    with on_agreement(agreement) as (member, history):
        with member.vault.read() as session:
            outside = load_state(session, history).outside
        if token:
            from datapact.cli.signing.signing_keys import sign_by_token

            done = sign_by_token(member, history, pin_file, chosen)
        elif service:
            from datapact.cli.signing.signing_keys import sign_by_service

            done = sign_by_service(member, history, pin_file, chosen, yes)
        elif key_file is not None:
            from datapact.signing.pades.pkcs12 import LARGEST_FILE

            secret = read_secret(key_passphrase_file) if key_passphrase_file is not None else passphrase()
            data = read_whole(key_file, limit=LARGEST_FILE)
            done = operation.sign_at(member, history, secret, data, chosen)
        else:
            done = operation.sign_at(member, history, passphrase(), level=chosen)
    result: AgreementSign = {
        "agreement": history,
        "entry": done.entry.digest,
        "level": done.level,
        "wanted": done.wanted,
        "missing": [one.both() for one in done.missing],
    }
    then = _("Signed. Send the agreement to your partners with datapact send.")
    if outside is not None and outside.slots is not None:
        then = _("Signed. Write the packet for the others with datapact agreement packet.")
        if not outside.slots.chained:
            then = _("Signed. Give the others your copy: datapact agreement export. Theirs: datapact agreement packet.")
    emit(result, [then, *map(str, done.outcome)])
