"""The actions of the partner commands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from datapact.agreements.views.partners import void_certificate
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, Message, _
from datapact.cli.kit.columns import Column, Columns, as_object, as_table, unseen
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.pairs import pairs
from datapact.cli.kit.session import acting
from datapact.cli.printed.partners import (
    PartnerAdd,
    PartnerCard,
    PartnerExchangeRule,
    PartnerImport,
    PartnerList,
    PartnerRemove,
    PartnerShow,
    PartnerShowMember,
    PartnerShown,
    PartnerShowNetwork,
    ProfileShown,
)
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.profile import Profile, write_profile
from datapact.organisation.network.known import membership_words, memberships
from datapact.organisation.partners import external_profiles, partners, without_datapact
from datapact.organisation.partners.confirmed_names import renamed_words
from datapact.organisation.partners.exchange_rule import NEEDS_WORDS, SIGNING_ASKS, exchange_needs, set_exchange_needs
from datapact.organisation.partners.removing import remove_partner

if TYPE_CHECKING:
    from datapact.organisation.partners.partners import Partner

LARGEST_CARD = 1024 * 1024

TRUST = {
    "declared": N_("declared: compare the fingerprint before you sign"),
    "introduced": N_("introduced by a confirmed partner"),
    "renamed": N_("confirmed under another name"),
    "confirmed": N_("confirmed"),
}


_PARTNERS: Columns[Partner] = (
    *unseen("organisation", "name", "trust", "standing", "confirmed_as", "fingerprint"),
    Column("sequence", value=lambda partner: partner.card.sequence),
    Column("added"),
)


def _identity(listed: Partner | Profile) -> str:
    return _("without DataPact") if isinstance(listed, Profile) else str(Message(TRUST[listed.standing]))


_LISTED: Columns[Partner | Profile] = (
    Column("name", N_("Name")),
    Column("", N_("Identity"), cell=_identity),
    Column("", N_("Fingerprint"), cell=lambda one: "" if isinstance(one, Profile) else one.fingerprint),
)


def _renamed(partner: Partner) -> list[str]:
    return [str(renamed_words(partner.name, partner.confirmed_as))] if partner.is_renamed else []


def exchange_rule(needs: str) -> None:
    """Set the rule where ``needs`` is given, and print it."""
    with acting() as member:
        if needs:
            set_exchange_needs(member, needs)
        with member.vault.read() as session:
            rule = exchange_needs(session)
    emit(PartnerExchangeRule({"needs": rule}), [_(NEEDS_WORDS[rule]), _(SIGNING_ASKS)])


def write_own_card(output: Path) -> None:
    require_folder(output)
    with acting() as member:
        data = write_card(member)
    write_whole(output, data, private=False)
    shown = fingerprint(member.organisation)
    emit(
        PartnerCard({"file": str(output), "organisation": member.organisation, "fingerprint": shown}),
        [_("Written: {file}", file=str(output)), _("Your fingerprint, to be read aloud: {digits}", digits=shown)],
    )


def add_card(file: Path) -> None:
    data = read_whole(file, limit=LARGEST_CARD)
    with acting() as member:
        taken = partners.add_partner(member, data)
    lines = [
        _("{name}: {trust}", name=taken.partner.name, trust=Message(TRUST[taken.partner.standing])),
        _("Fingerprint by this card: {digits}", digits=taken.partner.fingerprint),
    ]
    lines += _renamed(taken.partner)
    if taken.namesakes:
        lines.append(_("Another partner has the same name. Compare fingerprints with both."))
    shown = as_object(taken.partner, _PARTNERS, PartnerShown)
    emit(PartnerAdd({**shown, "news": taken.news, "namesakes": list(taken.namesakes)}), lines)


def confirm(partner: str, digits: str, reason: str = "") -> None:
    if not digits or reason:
        raise WrongUse(N_("Give --fingerprint to confirm the identity, or --withdraw with --reason to withdraw it."))
    with acting() as member:
        with member.vault.read() as session:
            found = partners.find_partner(session, partner)
        trusted = partners.trust_partner(member, found.organisation, digits)
    emit(as_object(trusted, _PARTNERS, PartnerShown), [_("The identity of {name} is confirmed.", name=trusted.name)])


def distrust(partner: str, reason: str, digits: str = "") -> None:
    if digits:
        raise WrongUse(N_("Give --fingerprint to confirm the identity, or --withdraw with --reason to withdraw it."))
    with acting() as member:
        with member.vault.read() as session:
            found = partners.find_partner(session, partner)
        left = partners.distrust_partner(member, found.organisation, reason)
    emit(
        as_object(left, _PARTNERS, PartnerShown),
        [_("The trust in {name} is withdrawn; its identity is only declared.", name=left.name)],
    )


def remove(partner: str, reason: str) -> None:
    with acting() as member:
        with member.vault.read() as session:
            found = partners.find_partner(session, partner)
        name = remove_partner(member, found.organisation, reason)
    emit(
        PartnerRemove({"organisation": found.organisation, "name": name, "removed": True}),
        [_("{name} is no longer among the partners.", name=name)],
    )


def list_all() -> None:
    with acting() as member, member.vault.read() as session:
        known = partners.list_partners(session)
        others = external_profiles.list_external_partners(session)
    result = [as_object(partner, _PARTNERS, PartnerShown) for partner in known]
    listed: list[Partner | Profile] = [*known, *others]
    lines = as_table(listed, _LISTED, N_("No partners yet."))
    lines = [*lines, *(line for partner in known for line in _renamed(partner))]
    emit(
        PartnerList(
            {
                "partners": result,
                "without_datapact": [cast("ProfileShown", write_profile(profile)) for profile in others],
            }
        ),
        lines,
    )


def show_one(partner: str) -> None:
    with acting() as member, member.vault.read() as session:
        found = partners.find_partner(session, partner)
        networks = memberships(session, found.organisation)
        at = member.clock()
    state = found.line.state
    faults = {person.id: person.fault_at(at) for person in state.members.values()}
    members: list[PartnerShowMember] = [
        {
            "id": person.id,
            "name": person.name,
            "roles": sorted(person.roles),
            "signs": bool(person.signing),
            "void": None if (fault := faults[person.id]) is None else fault.both(),
        }
        for person in state.members.values()
    ]
    lines = [found.name, str(Message(TRUST[found.standing])), found.fingerprint, *_renamed(found)]
    lines += [f"{person['name']} ({', '.join(person['roles'])})" for person in members]
    lines += [str(void_certificate(person, fault)) for person, fault in faults.items() if fault is not None]
    lines += [str(membership_words(one)) for one in networks]
    listed: list[PartnerShowNetwork] = [
        {
            "network": one.directory.network,
            "name": one.directory.name,
            "version": one.directory.version,
            "day": one.directory.day.isoformat(),
            "by": one.directory.by,
            "left": None if one.left is None else one.left.isoformat(),
        }
        for one in networks
    ]
    shown = as_object(found, _PARTNERS, PartnerShown)
    profile = cast("ProfileShown", write_profile(found.profile))
    emit(PartnerShow({**shown, "profile": profile, "members": members, "networks": listed}), lines)


def import_list(file: Path, columns: Sequence[str]) -> None:
    from datapact.organisation.partners.partner_table import chosen_columns, look_at_table, read_table

    with acting() as member:
        seen = look_at_table(file)
        chosen = chosen_columns(seen, pairs(columns))
        done = without_datapact.import_profiles(member, read_table(file, chosen))
    used = set(chosen.values())
    left_out = [heading for place, heading in enumerate(seen.headings) if heading and place not in used]
    said = (
        [_("Left out: {headings}. Say what they are with --column.", headings=", ".join(left_out))] if left_out else []
    )
    emit(
        PartnerImport(
            {"added": done.added, "changed": done.changed, "unchanged": done.unchanged, "left_out": left_out}
        ),
        [
            *said,
            _(
                "{added} added, {changed} changed, {unchanged} unchanged.",
                added=done.added,
                changed=done.changed,
                unchanged=done.unchanged,
            ),
        ],
    )
