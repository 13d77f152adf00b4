// Entries and public histories (docs/file-format.md): who could sign for an organisation, and when.
import { checkBody, isRoles, WITHHELD } from "./bodies.js";
import { authorKid, certificate, isLongTerm, issuedBy, kidOf, revocationList, signsEntries, verifies } from "./certificates.js";
import { checkForm } from "./forms.js";
import { decode, digestOf, encode, isDigest, isObject, isTime, latin, Malformed, parse, parseObject, sha256 } from "./json.js";
import { digestOfShort } from "./sha256.js";

export { WITHHELD };
const LARGEST_TOKEN = 256 * 1024, LARGEST_PARTS = 16 * 1024 * 1024, MOST_ENTRIES = 10000, DEEPEST = 256;
const DIGEST = "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]", LIST = `(?:"${DIGEST}"(?:,"${DIGEST}")*)?`;
const PAYLOAD = new RegExp(
  `^\\{"_sd":\\[(${LIST})\\],"_sd_alg":"sha-256","counter":([1-9][0-9]{0,15}),`
  + `"history":"(urn:datapact:organisation:${DIGEST}|urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})","kind":"([a-z_]{1,40})",`
  + `"org":"(${DIGEST})",(?:"org_head":"(${DIGEST})",)?"parents":\\[(${LIST})\\],"replica":"([A-Za-z0-9_-]{22})","time":"([^"\\\\]+)","v":1\\}$`,
);
const RESERVED = new Set(["_sd", "_sd_alg", "..."]);

// A signature, a right or a step that is against the rules: { key } names the sentence.
export class Refused extends Error {
  constructor(key, values = {}) {
    super(key);
    this.key = key;
    this.values = values;
  }
}

// A compact JWS in the one shape that the formats allow.
export function token(text, typ) {
  const parts = typeof text === "string" ? text.split(".") : [];
  if (parts.length !== 3 || parts[0].length > 1024) throw new Malformed("JWS");
  const head = parseObject(decode(parts[0]));
  if (Object.keys(head).sort().join() !== "alg,kid,typ" || head.alg !== "ES256" || !isDigest(head.kid) || head.typ !== typ) throw new Malformed("JWS");
  const signature = decode(parts[2]);
  if (signature.length !== 64) throw new Malformed("JWS");
  return { kid: head.kid, payload: decode(parts[1]), signed: `${parts[0]}.${parts[1]}`, signature };
}

const names = (listed) => (listed ? listed.slice(1, -1).split('","') : []);

// What a disclosure is: its digest, and its parts once they were asked for. What inside() makes of them is made anew each time.
const disclosed = (text, digest) => ({ text, digest, parts: null });
function disclosedShort(text) {
  const digest = digestOfShort(text);
  return digest && disclosed(text, encode(digest));
}

// The parts of a body in their places (RFC 9901). Every digest counts once, and every part is referred to. known has what was disclosed by the
// same entry elsewhere, which is often all but one of it.
async function reveal(digests, disclosures, erased, known) {
  const opened = new Map(), met = new Set();
  for (const text of disclosures) {
    const one = known.get(text) ?? disclosedShort(text) ?? disclosed(text, await digestOf(text));
    if (opened.has(one.digest)) throw new Malformed("disclosure");
    opened.set(one.digest, one);
  }
  const absent = new Set();
  let used = 0;
  const content = (digest, length) => {
    if (!isDigest(digest) || met.has(digest)) throw new Malformed("disclosure");
    met.add(digest);
    if (!opened.has(digest)) { absent.add(digest); return null; }
    used += 1;
    const one = opened.get(digest), parts = (one.parts ??= parse(decode(one.text)));
    if (!Array.isArray(parts) || parts.length !== length || typeof parts[0] !== "string" || parts[0].length < 22) throw new Malformed("disclosure");
    return parts;
  };
  const members = (listed, into, depth) => {
    if (!Array.isArray(listed) || depth > DEEPEST) throw new Malformed("disclosure");
    for (const digest of listed) {
      const parts = content(digest, 3);
      if (!parts) { into["..."] = WITHHELD; continue; }
      if (typeof parts[1] !== "string" || parts[1] in into || RESERVED.has(parts[1])) throw new Malformed("disclosure");
      into[parts[1]] = inside(parts[2], depth + 1);
    }
    return into;
  };
  const inside = (value, depth) => {
    if (depth > DEEPEST) throw new Malformed("depth");
    if (Array.isArray(value)) {
      return value.map((one) => {
        if (!isObject(one) || !("..." in one)) return inside(one, depth + 1);
        if (Object.keys(one).length !== 1) throw new Malformed("disclosure");
        const parts = content(one["..."], 2);
        return parts ? inside(parts[1], depth + 1) : WITHHELD;
      });
    }
    if (!isObject(value)) return value;
    const made = Object.create(null);
    for (const name of Object.keys(value)) {
      if (name === "_sd") continue;
      if (RESERVED.has(name)) throw new Malformed("disclosure");
      made[name] = inside(value[name], depth + 1);
    }
    return "_sd" in value ? members(value._sd, made, depth + 1) : made;
  };
  const body = members(digests, Object.create(null), 0);
  if (used !== opened.size || erased.some((one) => !absent.has(one))) throw new Malformed("disclosure");
  return { body, missing: absent.size - new Set(erased).size, isWhole: absent.size === 0, opened };
}

// What was read before, by its JWS and by the parts that are there: a dossier has entries twice, an archive the public histories in each.
// Little is kept: what lives on is gone through at each collection of garbage, and of a dossier that was judged nothing comes again.
const readBefore = new Map(), MOST_KEPT = 4 * 1024 * 1024, MOST_ALIKE = 4;
let kept = 0;
const sameTexts = (one, other) => one.length === other.length && one.every((text, place) => text === other[place]);
const isList = (value) => Array.isArray(value) && value.every((one) => typeof one === "string");

// An entry from its packed form, its structure checked and not its signature.
export async function entry(packed, { bare = false } = {}) {
  if (!isObject(packed) || !Object.keys(packed).every((name) => ENTRY.includes(name))) throw new Malformed("entry");
  const { jws, disclosures, erased = [] } = packed;
  if (typeof jws !== "string" || !isList(disclosures) || !isList(erased)) throw new Malformed("entry");
  const alike = readBefore.get(jws) ?? [], before = alike.find((one) => one.bare === bare && sameTexts(one.disclosures, disclosures) && sameTexts(one.erased, erased));
  if (before) return before.read;
  const known = new Map(alike.flatMap((one) => one.opened.map((each) => [each.text, each])));
  const { opened, ...read } = await unpacked(jws, disclosures, erased, bare, known);
  kept += disclosures.reduce((sum, one) => sum + one.length, jws.length);
  if (kept > MOST_KEPT) {
    readBefore.clear();
    kept = 0;
  }
  readBefore.set(jws, [{ bare, disclosures, erased, read, opened: [...opened.values()] }, ...alike].slice(0, MOST_ALIKE));
  return read;
}

const ENTRY = ["jws", "disclosures", "erased"];

async function unpacked(jws, disclosures, erased, bare, known) {
  if (jws.length > LARGEST_TOKEN || disclosures.reduce((sum, one) => sum + one.length, 0) > LARGEST_PARTS) throw new Malformed("size");
  const read = token(jws, "dp-entry"), found = PAYLOAD.exec(latin(read.payload));
  if (!found) throw new Malformed("entry");
  const [, listed, counter, history, kind, org, head, before, replica, time] = found, parents = names(before);
  if (!Number.isSafeInteger(Number(counter)) || (head === undefined) !== (kind === "founding") || parents.length > 64 || !isTime(time)) throw new Malformed("entry");
  if (parents.some((one, place) => place && parents[place - 1] >= one)) throw new Malformed("entry");
  const revealed = bare ? { body: Object.create(null), missing: 0, isWhole: false, opened: new Map() } : await reveal(names(listed), disclosures, erased, known);
  if (!bare) await checkBody({ history, kind, ...revealed });
  return { ...read, ...revealed, sd: names(listed), digest: await digestOf(read.signed), history, kind, org, head: head ?? null, parents, time, replica, counter: Number(counter), jws };
}

export const has = (body, list) => list.every((name) => name in body && body[name] !== WITHHELD);
export function only(body, list) {
  return Object.keys(body).every((name) => list.includes(name) || (name === "..." && body[name] === WITHHELD));
}

const MEMBER = ["id", "name", "roles", "author", "signing", "personal", "power"];
const BODIES = {
  founding: ["profile", "identity", "member", "sealing", "crl"], member: [...MEMBER, "renewed"], roles: ["id", "roles"], revocation: ["id", "kids", "reason", "crl"],
  identity_renewal: ["identity", "cross", "crl"], sealing_key: ["public", "thumbprint"], profile: ["profile"], vouched: ["id", "kids", "count", "root"], long_term_key: ["certificate", "reason"],
};
const ERASABLE = ["name", "reason"];
const isText = (value) => typeof value === "string";
const refuse = (condition, key) => { if (condition) throw new Refused(key); };

async function memberOf(body) {
  if (!has(body, MEMBER.filter((name) => !ERASABLE.includes(name))) || !only(body, [...MEMBER, "renewed"]) || !isRoles(body.roles) || ![body.id, body.author, body.signing, body.personal, body.power].every(isText) || !body.id) throw new Malformed("member");
  return {
    id: body.id, name: isText(body.name) ? body.name : "", roles: new Set(body.roles), power: body.power, author: body.author,
    kid: await authorKid(body.author), signing: body.signing, signingKid: body.signing ? await kidOf(body.signing) : "",
  };
}

const admins = (members) => [...members.values()].filter((one) => one.roles.has("admin")).map((one) => one.id);
const byKid = (members, kid) => [...members.values()].find((one) => one.kid === kid);

async function canJoin(state, member, known) {
  refuse(state.revoked.has(member.kid) || (state.kids.has(member.kid) && known?.kid !== member.kid), "lineKey");
  refuse(!(await issuedBy(member.author, state.identity)) && known?.author !== member.author, "lineIssuer");
  refuse(member.signingKid && state.revoked.has(member.signingKid), "lineKey");
}

const withMembers = (state, members, more = {}) => ({ ...state, ...more, members });
const onlyAdmin = (members, id) => admins(members).join("\n") === id;
const profileName = (profile) => (isObject(profile) && isText(profile.name) ? profile.name : "");

async function step(state, one) {
  const { kind, body } = one;
  if (kind === "founding") {
    const { identity, member: told, crl, sealing, profile } = body;
    refuse(state.id !== "", "lineForm");
    if (![identity, crl].every(isText) || !isObject(told) || !isObject(profile) || !isObject(sealing)) throw new Malformed("founding");
    const member = await memberOf(told), kid = await authorKid(identity);
    refuse(kid !== one.kid || kid !== one.org || !(await issuedBy(identity, identity)), "lineIdentity");
    refuse(!(await verifies(identity, one.signed, one.signature)), "lineSignature");
    refuse(!member.roles.has("admin"), "lineAdmin");
    const founded = { ...state, id: one.org, identity, identities: [identity], crl, name: profileName(profile) };
    await canJoin(founded, member, undefined);
    refuse(crl !== "" && !(await revocationList(crl, identity)).signed, "lineList");
    return withMembers(founded, new Map([[member.id, member]]), { kids: new Set([member.kid, member.signingKid].filter(Boolean)) });
  }
  refuse(one.org !== state.id, "lineForm");
  let author = byKid(state.members, one.kid), added = null;
  if (kind === "member") {
    added = await memberOf(body);
    if (!author?.roles.has("admin") && body.renewed === true) author = [added, state.members.get(added.id)].find((each) => each?.kid === one.kid);
    else refuse(!author?.roles.has("admin"), "lineRight");
  } else refuse(!author?.roles.has("admin"), "lineRight");
  refuse(!author, "lineRight");
  refuse(!(await verifies(author.author, one.signed, one.signature)), "lineSignature");
  if (kind === "member") {
    const known = state.members.get(added.id);
    refuse(body.renewed !== (known !== undefined), "lineForm");
    await canJoin(state, added, known);
    if (known && !byKid(state.members, one.kid)?.roles.has("admin")) {
      const own = added.roles.size === known.roles.size && [...added.roles].every((role) => known.roles.has(role)) && added.power === known.power;
      refuse(!own || !(["", known.signing].includes(added.signing) || (await issuedBy(added.signing, state.identity))), "lineRight");
    }
    refuse(known?.roles.has("admin") && !added.roles.has("admin") && onlyAdmin(state.members, known.id), "lineAdmin");
    return withMembers(state, new Map([...state.members, [added.id, added]]), { kids: new Set([...state.kids, added.kid, added.signingKid].filter(Boolean)) });
  }
  if (kind === "roles") {
    const known = state.members.get(body.id);
    refuse(!known || !isRoles(body.roles), "lineForm");
    refuse(!body.roles.includes("admin") && onlyAdmin(state.members, known.id), "lineAdmin");
    return withMembers(state, new Map([...state.members, [known.id, { ...known, roles: new Set(body.roles) }]]));
  }
  if (kind === "revocation") {
    refuse(!Array.isArray(body.kids) || !body.kids.length || body.kids.some((kid) => !state.kids.has(kid)), "lineForm");
    const kids = new Set(body.kids);
    const rest = [...state.members.values()].filter((each) => !kids.has(each.kid)).map((each) => [each.id, kids.has(each.signingKid) ? { ...each, signing: "", signingKid: "" } : each]);
    refuse(!admins(new Map(rest)).length, "lineAdmin");
    refuse(!(await revocationList(body.crl, state.identity)).signed, "lineList");
    return withMembers(state, new Map(rest), { revoked: new Set([...state.revoked, ...kids]), crl: body.crl });
  }
  if (kind === "identity_renewal") {
    const { identity, cross, crl } = body;
    refuse((await authorKid(identity)) !== (await authorKid(cross)) || !(await issuedBy(identity, identity)) || !(await issuedBy(cross, state.identity)), "lineIdentity");
    refuse(!(await revocationList(crl, identity)).signed, "lineList");
    return { ...state, identity, identities: [...state.identities, identity], crl };
  }
  if (kind === "sealing_key") refuse(encode(await sha256(decode(body.public))) !== body.thumbprint, "lineForm");
  else if (kind === "long_term_key") {
    refuse(body.certificate === state.longTerm || (body.certificate !== "" && !isLongTerm(body.certificate)), "lineForm");
    return { ...state, longTerm: body.certificate };
  } else if (kind === "profile") return { ...state, name: profileName(body.profile) };
  else if (kind === "vouched") {
    const kids = body.kids;
    refuse(!Array.isArray(kids) || kids.some((kid) => !state.kids.has(kid) || state.revoked.has(kid)) || kids.includes(one.kid), "lineForm");
    refuse(!Number.isSafeInteger(body.count) || !isDigest(body.root), "lineForm");
  }
  return state;
}

const EMPTY = { id: "", name: "", longTerm: "", identity: "", identities: [], crl: "", members: new Map(), kids: new Set(), revoked: new Set() };

const linesBefore = new Map();

// A public history, verified from its founding on: the state after each entry, by digest. Raises Refused or Malformed.
export async function line(identity, entries) {
  const before = linesBefore.get(identity);
  if (before && sameTexts(before.entries, entries)) return before;
  const made = await folded(identity, entries);
  if (linesBefore.size > 1000) linesBefore.clear();
  linesBefore.set(identity, made);
  return made;
}

async function folded(identity, entries) {
  if (!isDigest(identity) || !entries.length || entries.length > MOST_ENTRIES) throw new Malformed("history");
  let state = EMPTY, before = null;
  const states = new Map();
  for (const one of entries) {
    if (!Object.hasOwn(BODIES, one.kind)) throw new Refused("lineForm");
    const needed = BODIES[one.kind].filter((name) => !ERASABLE.includes(name));
    if (!only(one.body, BODIES[one.kind]) || !has(one.body, needed)) throw new Malformed("history");
    refuse(one.history !== `urn:datapact:organisation:${identity}` || one.org !== identity, "lineForm");
    refuse(one.head !== before || one.parents.join() !== (before ?? "") || (one.kind === "founding") !== (before === null), "lineGap");
    state = await step(state, one);
    states.set(one.digest, state);
    before = one.digest;
  }
  return { id: identity, entries, states, state, head: before };
}

// The member who wrote an entry, its signature verified at the head that it names. Raises Refused.
export async function author(one, lines, roles) {
  const state = lines.get(one.org)?.states.get(one.head);
  const found = state && byKid(state.members, one.kid);
  refuse(!found, "entryRight");
  refuse(!signsEntries(await certificate(found.author), one.time), "entryCertificate");
  refuse(!roles.some((role) => found.roles.has(role)), "entryRole");
  refuse(!(await verifies(found.author, one.signed, one.signature)), "entrySignature");
  return found;
}

// Forty digits of an organisation's id, to be read aloud.
export function fingerprint(identity) {
  const number = decode(identity).reduce((sum, byte) => (sum * 256n + BigInt(byte)) % 10n ** 40n, 0n);
  return number.toString().padStart(40, "0").replace(/(\d{5})(?=\d)/g, "$1 ");
}

// A partner card: the public history, signed by a member.
export async function card(bytes) {
  if (bytes.length > 1024 * 1024) throw new Malformed("size");
  const read = token(latin(bytes), "dp-card"), told = parseObject(read.payload);
  checkForm("card", told);
  if (told.sequence !== told.entries.length) throw new Malformed("card");
  const entries = [];
  for (const packed of told.entries) entries.push(await entry(packed));
  const made = await line(told.organisation, entries), member = byKid(made.state.members, read.kid);
  refuse(!member || !(await verifies(member.author, read.signed, read.signature)), "cardSignature");
  return { line: made, created: told.created, organisation: told.organisation };
}

// Public histories of a file joined with the cards at hand, and what the cards say of them.
export function withCards(lines, cards) {
  const joined = new Map(lines), told = [];
  for (const one of cards) {
    const own = lines.get(one.organisation);
    if (!own) {
      told.push({ result: "open", key: "cardNobody", values: { name: one.line.state.name, fingerprint: fingerprint(one.organisation) } });
      continue;
    }
    const digests = (each) => each.entries.map((step) => step.digest);
    const [short, long] = [digests(own), digests(one.line)].sort((first, second) => first.length - second.length);
    if (short.some((digest, place) => long[place] !== digest)) told.push({ result: "open", key: "cardAgainst", values: { name: own.state.name }, caps: true });
    else if (one.line.entries.length > joined.get(one.organisation).entries.length) joined.set(one.organisation, one.line);
  }
  const trusted = new Set(cards.map((one) => one.organisation)), strangers = cards.some((one) => !lines.has(one.organisation));
  for (const [identity, own] of lines) {
    const values = { name: own.state.name, fingerprint: fingerprint(identity) };
    const fits = trusted.has(identity) && !told.some((one) => one.key === "cardAgainst" && one.values.name === own.state.name);
    told.push({ result: fits ? "good" : "open", key: fits ? "cardFits" : strangers ? "cardMissing" : "declared", values, hand: "proof.py", caps: !fits && strangers });
  }
  return { joined, told };
}

// Merkle trees of RFC 9162 over 32 bytes a leaf.
export async function leafHash(data) {
  const bytes = new Uint8Array(data.length + 1);
  bytes.set(data, 1);
  return sha256(bytes);
}

export async function nodeHash(left, right) {
  const bytes = new Uint8Array(1 + left.length + right.length);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return sha256(bytes);
}

// RFC 9162, 2.1.3.2.
export async function included(leaf, index, count, path, root) {
  if (![index, count].every(Number.isSafeInteger) || index < 0 || index >= count || !Array.isArray(path) || path.length > 64) return false;
  let node = await leafHash(leaf), first = index, last = count - 1;
  const half = (number) => Math.floor(number / 2);
  for (const beside of path) {
    if (last === 0 || !isDigest(beside)) return false;
    if (first % 2 || first === last) {
      node = await nodeHash(decode(beside), node);
      while (first && !(first % 2)) [first, last] = [half(first), half(last)];
    } else node = await nodeHash(node, decode(beside));
    [first, last] = [half(first), half(last)];
  }
  return last === 0 && encode(node) === root;
}
