"""The chain of the log: which item may follow, as a chain of digests, judged from the items alone and the organisation's public line.

Every device judges alike, whatever rows a database shows. A row that does not follow is never applied. Where two valid
items follow the same one, the continuation that knows more of the public line counts, so that nobody undoes a revocation with
keys from before it; then that with the later epoch, so that nobody who was left out of a key undoes that; then the longer one; of
equally long ones that with the smaller digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from datapact.base.errors import Damaged, DataPactError, NewerFormat, Surroundings
from datapact.base.texts import N_
from datapact.history.commitments.jws import read_compact
from datapact.history.commitments.jws import verify as verify_token
from datapact.history.entries.entry import Entry, organisation_history
from datapact.history.entries.packed import unpack
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine
from datapact.team.log.contents import MOST_DEVICES, Contents, EpochKeys, key_before, open_contents, open_epoch
from datapact.team.log.device import Device, DeviceKeys, read_device
from datapact.team.log.item import TYPE, Item, is_signed_by

LARGEST_SLICE = 32 * 1024 * 1024
"""Bytes of items that are taken in at a time."""


@dataclass(frozen=True, slots=True)
class LogState:
    """The state of a team after an item."""

    team: str
    """Id of the team."""
    sequence: int = 0
    """Number of the newest item."""
    head: str = ""
    """Digest of the newest item."""
    epoch: int = 0
    """Number of the key in force."""
    keeper: str = ""
    """The device that created the team, or that took its place."""
    line_head: str = ""
    """Digest of the newest entry of the public line that the log names."""
    began: str = ""
    """The ``line_head`` at which the epoch began; empty where an earlier DataPact did not keep it."""
    devices: Mapping[str, Device] = field(default_factory=dict, hash=False)
    """The devices of the team by name."""
    left: frozenset[str] = frozenset()
    """Names of those that have left since the epoch began."""
    keys: Mapping[int, bytes] = field(default_factory=dict, repr=False, hash=False)
    """The keys that this device has, by epoch."""


@dataclass(frozen=True, slots=True)
class Step:
    """A valid item, opened, and the state after it."""

    item: Item
    """Verified."""
    state: LogState
    """After it."""
    contents: Contents | None = field(default=None, repr=False)
    """What it brings; None for an item that begins an epoch."""
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    """The entries in it, their form checked."""


def begun(first: Item, second: Item, keys: Mapping[int, bytes], line: OrganisationLine) -> LogState:
    """The state after the two items that begin a team: the first key, and the device that has it."""
    state = LogState(first.head.team, 1, first.digest, 1, first.device, keys=keys)
    contents = open_contents(second, keys)
    keeper = read_device(contents.device, first.head.team, line)
    if keeper.kid != first.device or not is_signed_by(first, keeper.signs) or not is_signed_by(second, keeper.signs):
        raise _refused()
    return replace(
        state, sequence=2, head=second.digest, line_head=keeper.head, began=keeper.head, devices={keeper.kid: keeper}
    )


def follow(state: LogState, item: Item, me: DeviceKeys, line: OrganisationLine) -> Step:
    """The step of an item that follows on a state; raises Damaged for one that may not, NewerFormat."""
    head = item.head
    if (head.team, head.previous, head.sequence) != (state.team, state.head, state.sequence + 1):
        raise _refused()
    return _keys(state, item, me, line) if head.kind == "keys" else _contents(state, item, line)


def follow_own(state: LogState, item: Item, line: OrganisationLine) -> Step:
    """The step of an item of this device with entries of agreements alone, which it has just sealed and need not open again.

    Raises Damaged where this device may not write.
    """
    head = item.head
    follows = (head.team, head.previous, head.sequence, head.epoch, head.kind)
    if follows != (state.team, state.head, state.sequence + 1, state.epoch, "contents") or not _may_write(
        state, item, line
    ):
        raise _refused()
    return Step(item, replace(state, sequence=item.sequence, head=item.digest))


def _keys(state: LogState, item: Item, me: DeviceKeys, line: OrganisationLine) -> Step:
    epoch = item.head.epoch
    if epoch != state.epoch + 1 or not _may_write(state, item, line):
        raise _refused()
    item = item.fetched()
    said = EpochKeys.read(item.sealed)
    staying = [one.device for one in said.keys]
    due = staying_devices(state, line)
    if len(staying) != len(due) or set(staying) != due or not needs_epoch(state, line):
        raise _refused()  # whoever begins it has no choice: neither whom it leaves out nor when
    keys = dict(state.keys)
    if me.kid in staying:
        keys[epoch] = open_epoch(state.team, epoch, said, me)
        if epoch - 1 not in keys:
            keys[epoch - 1] = key_before(state.team, epoch, said, keys[epoch])
    after = replace(
        state,
        sequence=item.sequence,
        head=item.digest,
        epoch=epoch,
        began=state.line_head,
        devices={kid: one for kid, one in state.devices.items() if kid in due},
        left=frozenset(),
        keys=keys,
    )
    return Step(item, after)


def _may_write(state: LogState, item: Item, line: OrganisationLine) -> bool:
    known = state.devices.get(item.device)
    return (
        known is not None
        and item.device not in state.left
        and is_signed_by(item, known.signs)
        and has_standing(known.member, known.author, state, line)
    )


def _contents(state: LogState, item: Item, line: OrganisationLine) -> Step:
    is_known = item.device in state.devices
    if item.head.epoch != state.epoch or item.device in state.left or (is_known and not _may_write(state, item, line)):
        raise _refused()
    item = item.fetched()
    contents = open_contents(item, state.keys)
    if contents.hands_over:
        raise _refused()  # a form that who stole the keys of a device could write, too
    entries = tuple(map(unpack, contents.entries))
    line_head, line_after = _continued(state, entries, line)
    left = state.left | {item.device} if contents.leaves else state.left
    after = replace(state, sequence=item.sequence, head=item.digest, left=left, line_head=line_head)
    if not is_known:
        new = _vouched(contents, after, line_after)
        if new.kid != item.device or not is_signed_by(item, new.signs) or len(state.devices) >= MOST_DEVICES:
            raise _refused()
        devices = {**state.devices, new.kid: new}
        if contents.replaces:
            old = devices.pop(contents.replaces, None)
            if old is None or old.member != new.member:
                raise _refused()
        keeper = new.kid if contents.replaces == state.keeper else state.keeper
        after = replace(after, devices=devices, keeper=keeper)
    elif contents.replaces:
        raise _refused()
    writer = after.devices[item.device]
    if line_head != state.line_head and not has_standing(writer.member, writer.author, after, line_after):
        raise _refused()  # who loses the standing by an entry does not carry it: a thief could repeat it on another branch
    return Step(item, after, contents, entries)


def _continued(state: LogState, entries: Iterable[Entry], line: OrganisationLine) -> tuple[str, OrganisationLine]:
    """The newest head of the public line after these entries, and the line with them; raises Damaged where they do not continue it.

    An entry that does not follow on the head that the log names makes the whole item void: so of two changes that did not
    know of each other one takes effect.
    """
    public = [entry for entry in entries if is_public_of(line, entry)]
    if not public:
        return state.line_head, line
    after = verify_line(public, line)
    head = state.line_head
    for entry in sorted(public, key=lambda one: after.positions[one.digest]):
        if entry.parents == (head,):
            head = entry.digest
        elif after.positions[entry.digest] > after.positions.get(head, -1):
            raise _refused()
    return head, after


def _vouched(contents: Contents, state: LogState, line: OrganisationLine) -> Device:
    """The device that an item brings; raises Damaged unless a member vouches who is one where the log stands."""
    new = read_device(contents.device, state.team, line)
    is_late = line.positions[new.head] > line.positions.get(state.line_head, -1)
    if is_late or not has_standing(new.member, new.author, state, line):
        raise _refused()
    return new


def has_standing(member: str, author: str, state: LogState, line: OrganisationLine) -> bool:
    """Whether somebody is a member, and the author key that vouches is not revoked, at the newest head that the log names."""
    now = line.find(state.line_head) or line.state
    return member in now.members and author not in now.revoked


def staying_devices(state: LogState, line: OrganisationLine) -> set[str]:
    """The devices that get the next key: those that have not left, of members whose vouching key is not revoked."""
    return {
        one.kid
        for one in state.devices.values()
        if one.kid not in state.left and has_standing(one.member, one.author, state, line)
    }


def needs_epoch(state: LogState, line: OrganisationLine) -> bool:
    """Whether a new key is due: somebody left or was removed, or a key was revoked since the epoch began.

    Whoever was removed may have a copy that never joined, and a revoked key may lie in a stolen one: both open with the key in
    force, so the devices alone do not show who has it.
    """
    return staying_devices(state, line) != state.devices.keys() or must_end(state.began, state.line_head, line)


def must_end(began: str, head: str, line: OrganisationLine) -> bool:
    """Whether keys were revoked, as with each removal, between two entries of the line: their copies have the key of the epoch."""
    now = line.find(head) or line.state
    before = line.find(began)
    return not now.revoked <= (before.revoked if before is not None else frozenset())


def is_public_of(line: OrganisationLine, entry: Entry) -> bool:
    """Whether an entry belongs to the public line of the organisation."""
    return entry.stream == "public" and entry.history == organisation_history(line.id)


def by_previous(items: Iterable[Item]) -> Mapping[str, Sequence[Item]]:
    """Items by the digest that they follow, each token once: two may differ in the signature alone, one of them wrong."""
    found: dict[str, dict[str, Item]] = {}
    for item in items:
        found.setdefault(item.head.previous, {})[item.token] = item
    return {previous: list(several.values()) for previous, several in found.items()}


@dataclass(frozen=True, slots=True)
class _Node:
    """An item in the tree of all that validly follows."""

    step: Step | None
    state: LogState
    line: OrganisationLine
    before: _Node | None
    depth: int

    @property
    def rank(self) -> tuple[int, int, int]:
        return self.line.positions.get(self.state.line_head, -1), self.state.epoch, self.depth


def continuation(
    state: LogState,
    following: Mapping[str, Sequence[Item]],
    me: DeviceKeys,
    line: OrganisationLine,
    most: int = LARGEST_SLICE,
    valid: set[Item] | None = None,
) -> list[Step]:
    """The valid continuation of a state among these items that counts; raises NewerFormat for a colleague's newer item.

    The tree is read level by level, so that a log with thousands of branches costs time in proportion and no depth. What an
    item adds to the public line counts for the items behind it. A newer item on a branch of an earlier epoch stops
    nobody: whoever was left out of a key could write one. Where nothing divides, it ends after so many bytes (``most``), and the
    caller goes on from there. ``valid`` receives all items that validly follow, on whichever branch.
    """
    level = [_Node(None, state, line, None, 0)]
    best = level[0]
    fetched = 0
    newer: tuple[int, NewerFormat] | None = None
    while level:
        after: list[_Node] = []
        for node in level:
            if node.rank > best.rank:
                best = node  # the first of a level is the one whose branch has the smaller digest
            several: dict[str, Step] = {}
            for item in following.get(node.state.head, ()):
                if item.digest in several:
                    continue
                try:
                    several[item.digest] = follow(node.state, item, me, node.line)
                except NewerFormat as error:
                    newer = max(newer or (0, error), (item.head.epoch, error), key=lambda one: one[0])
                except Surroundings:
                    raise  # not fetched is not refused: who took it for that would write a second successor
                except DataPactError:
                    continue
            after += [
                _Node(step, step.state, _line_after(node.line, step), node, node.depth + 1)
                for _digest, step in sorted(several.items())
            ]
        level = after
        if valid is not None:
            valid.update(one.step.item for one in level if one.step is not None)
        fetched += sum(len(one.step.item.sealed) for one in level if one.step is not None)
        if fetched > most and len(level) == 1:
            best = level[0]
            break
    if newer is not None and newer[0] >= best.state.epoch:
        raise newer[1]
    path: list[Step] = []
    while best.step is not None and best.before is not None:
        path.append(best.step)
        best = best.before
    return path[::-1]


def rival_items(
    kept: Sequence[Item],
    following: Mapping[str, Sequence[Item]],
    state: LogState,
    me: DeviceKeys,
    line: OrganisationLine,
) -> set[str]:
    """The tokens of items that validly follow on kept ones where another counts now, by devices that are in the team.

    A branch is left when the database lost what it followed on, and whatever its authors wrote on it they send again: such a row
    counts for nothing, and is nobody's junk.
    """
    own = {item.digest for item in kept}
    leaving = {
        one for one, several in following.items() if one in own and any(item.digest not in own for item in several)
    }
    found: set[Item] = set()
    at, left = begun(kept[0], kept[1], state.keys, line), len(leaving - {kept[0].digest})
    for item in (*kept[2:], None):
        if at.head in leaving:
            others = [one for one in following[at.head] if one.digest not in own]
            with suppress(NewerFormat):
                continuation(at, {**following, at.head: others}, me, line, valid=found)
            left -= 1
        if not left or item is None:
            break
        at = follow(at, item, me, line).state
    return {item.token for item in found if item.device in state.devices}


def _line_after(line: OrganisationLine, step: Step) -> OrganisationLine:
    """The public line as a valid item leaves it."""
    fresh = [one for one in step.entries if is_public_of(line, one) and one.digest not in line.positions]
    return verify_line(fresh, line) if fresh else line


def require_readable(token: str, state: LogState) -> None:
    """Raise NewerFormat where a device of the team signed a token of a form that this program does not know.

    Anybody can insert such a row; only one by a colleague means something.
    """
    try:
        unverified = read_compact(token, TYPE)
        device = state.devices.get(unverified.kid)
        is_colleague = device is not None and verify_token(unverified, device.signs)
    except DataPactError:
        return
    if is_colleague:
        raise NewerFormat(Contents.newer)


def _refused() -> Damaged:
    return Damaged(N_("An item in the team's database does not follow on the items before it."))
