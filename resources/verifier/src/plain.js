// What the entries of an agreement say together, where they say it plainly: one text after the other, agreed by all, frozen
// once, signed in the order of the slots. Of any other history (two texts at once, a key revoked, a refusal) this page judges nothing.
import { isReadable, WITHHELD } from "./bodies.js";
import { canonical, isObject } from "./json.js";

const MOST = 1500;
const UNDISPUTED = new Set(["offer", "counter", "accept", "freeze", "signed", "receipt", "comment", "remark", "notice", "annex_version", "amendment", "change_accepted", "silence_recorded", "objection", "termination_notice", "suspended", "resumed", "motion", "vote", "leaving", "order_ended"]);

// Every entry behind those that it knows, with the bits of all that it knows; null where one is missing.
function arranged(entries) {
  const by = new Map(entries.map((one) => [one.digest, one])), places = new Map(), known = [];
  const waiting = [...entries];
  while (waiting.length) {
    const one = waiting[waiting.length - 1];
    if (places.has(one.digest)) { waiting.pop(); continue; }
    const before = one.parents.filter((parent) => !places.has(parent));
    if (before.some((parent) => !by.has(parent))) return null;
    if (before.length) { waiting.push(...before.map((parent) => by.get(parent))); continue; }
    places.set(one.digest, known.length);
    known.push(one.parents.reduce((bits, parent) => bits | known[places.get(parent)] | (1n << BigInt(places.get(parent))), 0n));
  }
  return (later, earlier) => ((known[places.get(later.digest)] >> BigInt(places.get(earlier.digest))) & 1n) === 1n;
}

// As the program orders them: of those whose ancestors are there, the earliest first, of one moment the internal one.
function inOrder(entries, internal) {
  const rank = (one) => `${one.time} ${internal.has(one.kind) ? 0 : 1} ${one.digest}`, made = [], there = new Set();
  let waiting = [...entries].sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
  while (waiting.length) {
    const next = waiting.find((one) => one.parents.every((parent) => there.has(parent)));
    there.add(next.digest);
    made.push(next);
    waiting = waiting.filter((one) => one !== next);
  }
  return made;
}

// Nobody acts by an older state of an organisation than an entry before names.
function isByNewestHeads(entries, lines, knows) {
  const place = new Map();
  for (const one of entries) place.set(one, [...(lines.get(one.org)?.states.keys() ?? [])].indexOf(one.head));
  return entries.every((one) => place.get(one) >= 0 && entries.every((other) => other.org !== one.org || place.get(other) <= place.get(one) || !knows(one, other)));
}

const isWhole = (value) => (Array.isArray(value) ? value.every(isWhole) : isObject(value) ? Object.values(value).every(isWhole) : value !== WITHHELD);
const stateOf = (one) => (isObject(one.body.state) && isWhole(one.body.state) ? canonical(one.body.state) : null);
const isParty = (body, org) => body.parties.includes(org) && new Set(body.parties).size === body.parties.length;
const SHOWN = ["capacity", "evidence_date", "id", "kid", "order", "organisation", "party"];

// { freeze, digests of the text or the text itself, of the signed PDF, of the files of a contract } as they have to be, or null.
export function plain(entries, internal, lines) {
  if (entries.length > MOST) return null;
  const of = (kind) => entries.filter((one) => one.kind === kind), shared = entries.filter((one) => !internal.has(one.kind)), inside = new Set(entries.filter((one) => internal.has(one.kind)).map((one) => one.digest));
  const knows = arranged(entries);
  if (!knows || shared.some((one) => one.parents.some((parent) => inside.has(parent)))) return null;
  const offers = [...of("offer"), ...of("counter")], elsewhere = of("signed_elsewhere");
  if (!offers.length) {
    const isOne = elsewhere.length === 1 && !shared.length && !of("slots_fixed").length && !of("ended_elsewhere").length && isReadable(elsewhere[0]) && Array.isArray(elsewhere[0].body.files);
    return isOne && elsewhere[0].body.files.every((one) => isObject(one) && typeof one.digest === "string")
      ? { freeze: null, text: null, written: stateOf(elsewhere[0]), pdf: undefined, files: elsewhere[0].body.files.map((one) => one.digest) } : null;
  }
  if (shared.some((one) => !UNDISPUTED.has(one.kind) || !isReadable(one)) || elsewhere.length || of("slots_fixed").length || !isByNewestHeads(shared, lines, knows)) return null;
  offers.sort((one, other) => (knows(one, other) ? 1 : -1));
  const isChain = offers.every((one, place) => (place === 0 ? one.kind === "offer" && isParty(one.body, one.org)
    : one.kind === "counter" && knows(one, offers[place - 1]) && one.body.answers === offers[place - 1].digest && isParty(one.body, one.org) && [...one.body.parties].sort().join() === [...offers[0].body.parties].sort().join()));
  if (!isChain) return null;
  const last = offers[offers.length - 1], { parties } = last.body, freezes = of("freeze"), signed = of("signed");
  if (shared.some((one) => one.kind !== "offer" && !parties.includes(one.org))) return null;
  const [freeze] = freezes, accepts = of("accept").filter((one) => one.body.offer === last.digest), willing = [last, ...accepts].map((one) => one.org);
  if (!freeze) {
    if (signed.length || accepts.some((one) => !knows(one, last)) || new Set(willing).size !== willing.length) return null;
    const order = inOrder(entries, internal), draft = order.filter((one) => one.kind === "draft").pop();
    const counts = draft && willing.length < parties.length && order.indexOf(draft) > order.indexOf(last) ? draft : last;
    return { freeze: null, text: null, written: stateOf(counts), pdf: undefined, files: null };
  }
  if (freezes.length > 1 || freeze.body.offer !== last.digest || freeze.org !== last.org || !knows(freeze, last)) return null;
  if (accepts.some((one) => !knows(one, last) || !knows(freeze, one)) || willing.sort().join() !== [...parties].sort().join()) return null;
  const slots = freeze.body.slots.filter((slot) => isObject(slot) && SHOWN.every((name) => name in slot && slot[name] !== WITHHELD)).sort((one, other) => one.order - other.order);
  if (slots.length !== freeze.body.slots.length || slots.some((slot, place) => slot.order !== place + 1) || new Set(slots.map((slot) => slot.id)).size !== slots.length) return null;
  if ([...new Set(slots.map((slot) => slot.organisation))].sort().join() !== [...parties].sort().join() || signed.length > slots.length) return null;
  signed.sort((one, other) => (knows(one, other) ? 1 : -1));
  for (const [place, one] of signed.entries()) {
    const { body } = one, slot = slots[place], before = place ? signed[place - 1] : freeze;
    const author = [...(lines.get(one.org)?.states.get(one.head)?.members.values() ?? [])].find((member) => member.kid === one.kid);
    if (body.slot !== slot.id || one.org !== slot.organisation || !author || ("member" in slot && slot.member !== WITHHELD && slot.member !== author.id)) return null;
    if (!knows(one, before) || body.revision_from === body.revision_to || (place && body.revision_from !== before.body.revision_to)) return null;
  }
  const made = signed.map((one) => one.body.revision_to), from = new Set(signed.map((one) => one.body.revision_from));
  return { freeze, text: freeze.body.agreement_sha256, written: null, pdf: made.filter((one) => !from.has(one)), files: null };
}
