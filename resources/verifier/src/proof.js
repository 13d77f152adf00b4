// Steps 6 to 8 of docs/verify-without-datapact.md: who agreed, who had to sign, who did, and by whose word.
import { partiesOf } from "./attachments.js";
import { impossibleTimes } from "./exported.js";
import { checkForm } from "./forms.js";
import { carriesOthers, certificate, issuedBy, kidOf, revocationList, serialOf, signsContracts } from "./certificates.js";
import { author, entry, has, line, only, Refused, WITHHELD, withCards } from "./history.js";
import { canonical, digestOf, isMalformed, isObject, Malformed, parseObject } from "./json.js";
import { bad, cap, good } from "./steps.js";
import { coded } from "./words.js";

const SIGNATORY = ["capacity", "certificate", "member", "organisation", "party", "person", "slot"];
const SLOT = ["id", "order", "party", "organisation", "member", "person", "capacity", "kid"];
const BODIES = { offer: ["parties", "state", "note"], counter: ["parties", "state", "answers", "note"], accept: ["offer"], freeze: ["offer", "agreement_sha256", "layout", "slots", "heads"], freeze_persons: ["offer", "agreement_sha256", "layout", "slots", "heads"] };
// A place that is bound to a person has neither key nor member nor certificate, in files of the format 2 alone.
const FREEZING = ["freeze", "freeze_persons"], OF_KEY = new Set(["member", "certificate"]);
const isList = (value, most) => Array.isArray(value) && value.length <= most && value.every(isObject);
const named = (value, members) => Object.keys(value).sort().join() === members.join();

// One spelling of a name: NFKC, case and spaces folded.
export const plainName = (name) => String(name).normalize("NFKC").toLowerCase().replaceAll("ß", "ss").split(/\s+/).filter(Boolean).join(" ");

async function read(bytes) {
  const told = parseObject(bytes);
  checkForm("proof", told);
  if (told.signatories.some((one) => !named(one, SIGNATORY) || Object.entries(one).some(([name, value]) => typeof value !== "string" || (!value && !OF_KEY.has(name))) || Boolean(one.member) !== Boolean(one.certificate)) || (told.format === 2) !== told.signatories.some((one) => !one.certificate)) throw new Malformed("signatories");
  if (told.organisations.some((one) => !named(one, ["entries", "id"]) || !isList(one.entries, 10000))) throw new Malformed("organisations");
  const plain = (packed) => {
    if (!isObject(packed) || !named(packed, ["disclosures", "jws"])) throw new Malformed("entry");
    return entry(packed);
  };
  const accepts = [], lines = new Map();
  for (const packed of told.accepts) accepts.push(await plain(packed));
  for (const one of told.organisations) {
    if (lines.has(one.id)) throw new Malformed("organisations");
    const entries = [];
    for (const packed of one.entries) entries.push(await plain(packed));
    lines.set(one.id, await line(one.id, entries));
  }
  return { freeze: await plain(told.freeze), offer: await plain(told.offer), accepts, lines, signatories: told.signatories };
}

// Steps about proof.json and the signatures; lists are the revocation lists that the PDF carries; made are { field, der, state, time, beside } in the order of the file, fields all of the form.
export async function proven(bytes, agreement, state, made, fields, cards, lists = null) {
  let proof;
  try {
    proof = await read(bytes);
  } catch (error) {
    if (error instanceof Refused) return { steps: [bad(error.key, error.values, "proof.py")] };
    if (!isMalformed(error)) throw error;
    return { steps: [bad("proofForm", {}, "proof.py")] };
  }
  const steps = [good("histories", { n: proof.lines.size }, "proof.py")];
  const { joined, told } = withCards(proof.lines, cards);
  try {
    if (!proof.freeze.isWhole) steps.push(cap("withheldFreeze"));
    else steps.push(...(await agreed(proof, agreement, state)), ...(await impossibleTimes([proof.offer, ...proof.accepts, proof.freeze], proof.lines)), ...(await signatories(proof, made, fields)), ...(await revoked(proof, joined, made, lists)));
  } catch (error) {
    if (error instanceof Refused) steps.push(bad(error.key, error.values, "proof.py"));
    else if (isMalformed(error)) steps.push(bad("proofForm", {}, "proof.py"));
    else throw error;
  }
  return { steps: [...steps, ...told], evidence: proof };
}

async function agreed({ freeze, offer, accepts, lines }, agreement, state) {
  const steps = [], against = (condition, key, values) => { if (condition) steps.push(bad(key, values, "proof.py")); };
  if (!FREEZING.includes(freeze.kind) || !["offer", "counter"].includes(offer.kind) || accepts.some((one) => one.kind !== "accept")) return [bad("proofKinds", {}, "proof.py")];
  for (const one of [offer, ...accepts, freeze]) {
    const needed = BODIES[one.kind].filter((name) => name !== "note");
    if (!only(one.body, BODIES[one.kind]) || !has(one.body, needed)) throw new Malformed("entry");
    const person = await author(one, lines, ["legal"]);
    steps.push(good(FREEZING.includes(one.kind) ? "freezeBy" : `${one.kind}By`, { person: person.name || person.id, party: lines.get(one.org).state.name, time: one.time }, "proof.py"));
  }
  const { body } = freeze;
  if (!Array.isArray(offer.body.parties) || !isList(body.slots, 200) || !isList(body.heads, 25) || body.slots.some((slot) => !SLOT.every((name) => name === "order" ? Number.isSafeInteger(slot.order) : typeof slot[name] === "string"))) throw new Malformed("freeze");
  against(new Set([freeze, offer, ...accepts].map((one) => one.history)).size !== 1 || state.agreement !== freeze.history, "otherHistory");
  against(body.offer !== offer.digest || freeze.org !== offer.org, "otherOffer");
  const sorted = (list) => [...list].sort().join();
  against(sorted(new Set(offer.body.parties)) !== sorted(lines.keys()) || new Set(offer.body.parties).size !== offer.body.parties.length, "otherParties");
  against(accepts.some((one) => one.body.offer !== offer.digest), "otherAccept");
  const agreeing = new Set([offer.org, ...accepts.map((one) => one.org)]);
  for (const [identity, one] of lines) against(!agreeing.has(identity), "noAccept", { party: one.state.name });
  against(sorted(body.heads.map((one) => `${one.organisation} ${one.head}`)) !== sorted([...lines].map(([identity, one]) => `${identity} ${one.head}`)), "otherHeads");
  against(body.agreement_sha256 !== (await digestOf(agreement)), "otherText");
  const said = new TextDecoder().decode(agreement);
  // What is withheld is never the same as what stands there; only then it is looked for.
  const isSaid = canonical(offer.body.state) === said;
  if (!isSaid && isWithheld(offer.body.state)) steps.push(cap("withheldText"));
  else against(!isSaid, "otherText");
  const parties = partiesOf(state), spelled = (values) => JSON.stringify(values);
  against(sorted(new Set(parties.map((one) => one.organisation))) !== sorted(lines.keys()), "otherParties");
  const people = parties.flatMap((party) => (isList(party.signatories ?? [], 200) ? party.signatories ?? [] : []).map((one) => spelled([party.key, party.organisation, plainName(one.name), one.capacity])));
  against(sorted(new Set(people)) !== sorted(new Set(body.slots.map((slot) => spelled([slot.party, slot.organisation, plainName(slot.person), slot.capacity])))), "otherSlots");
  if (!steps.some((one) => one.result === "bad")) steps.push(good("agreedText", { digest: body.agreement_sha256, n: agreeing.size }, "proof.py"));
  return steps;
}

function isWithheld(value) {
  if (Array.isArray(value)) return value.some(isWithheld);
  return isObject(value) ? Object.values(value).some(isWithheld) : value === WITHHELD;
}

// Each person who had to sign, with the certificate that the organisation names for that person, in the order of the freeze.
async function signatories({ freeze, lines, signatories: expected }, made, fields) {
  const steps = [], slots = [...freeze.body.slots].sort((one, other) => one.order - other.order);
  const spelled = (one, id) => JSON.stringify([one[id], one.party, one.person, one.capacity, one.organisation, one.member]);
  if (new Set(slots.map((slot) => slot.order)).size !== slots.length || new Set(slots.map((slot) => slot.id)).size !== slots.length) throw new Malformed("slots");
  if (slots.map((slot) => spelled(slot, "id")).join("\n") !== expected.map((one) => spelled(one, "slot")).join("\n")) return [bad("otherSlots", {}, "proof.py")];
  const ids = slots.map((slot) => slot.id), signed = made.filter((one) => !one.isTimestamp);
  if (signed.some((one) => !ids.includes(one.field))) steps.push(bad("stranger", {}, "proof.py"));
  else if (signed.map((one) => one.field).join("\n") !== ids.filter((id) => signed.some((one) => one.field === id)).join("\n")) steps.push(bad("otherOrder", {}, "proof.py"));
  if (fields.some((field) => !ids.includes(field) && !made.some((one) => one.isTimestamp && one.field === field))) steps.push(bad("otherFields", {}, "pdfsig"));
  const last = ids.findLastIndex((id) => signed.some((one) => one.field === id));
  for (const [place, slot] of slots.entries()) {
    const one = expected[place], values = { person: slot.person, party: lines.get(slot.organisation)?.state.name ?? slot.party, field: slot.id };
    const member = lines.get(slot.organisation)?.state.members.get(slot.member);
    const signature = signed.find((each) => each.field === slot.id);
    if (freeze.kind === "freeze_persons" && !slot.kid && !one.certificate) {
      steps.push(signature ? bad("otherSigner", values, "pdfsig") : cap("byPerson", values, "pdfsig"));
      continue;
    }
    if (!member || member.signing !== one.certificate || !member.roles.has("signatory") || (await kidOf(one.certificate)) !== slot.kid || (member.name && plainName(member.name) !== plainName(slot.person))) {
      steps.push(bad("otherCertificate", values, "proof.py"));
      continue;
    }
    // Who signs in another program or on paper does so in a copy of the party's own, and the others go on past that place.
    if (!signature) { steps.push(place < last ? cap("notHere", values, "pdfsig") : bad("notSigned", values, "pdfsig")); continue; }
    const found = await certificate(one.certificate);
    const identities = [...lines.values()].flatMap((each) => each.state.identities);
    if (signature.state === "sound" && signature.carried && (await carriesOthers(signature, identities))) steps.push(bad("carriesOther", {}, "openssl cms -certsout"));
    if (signature.state === "unknown") steps.push(cap("signerUnknown", values, "openssl cms -verify"));
    else if (signature.state !== "sound" || signature.der !== one.certificate) steps.push(bad("otherSigner", values, "openssl cms -verify"));
    else if (!signature.time || !signsContracts(found, signature.time)) steps.push(bad("notForContracts", values, "openssl x509 -noout -ext keyUsage"));
    else {
      steps.push(good("signer", { ...values, capacity: coded("capacity", slot.capacity), evidence: String(slot.evidence || "–"), day: String(slot.evidence_date || "–") }, "openssl cms -verify"));
      if (signature.beside) steps.push(cap("besideSignature", values, "openssl ts"));
    }
  }
  return steps;
}

// Keys that an organisation revoked, by its newest history at hand and its list.
async function revoked({ freeze, offer, accepts }, joined, made, lists) {
  const steps = [], sound = new Set();
  for (const slot of freeze.body.slots) {
    const own = joined.get(slot.organisation), signature = made.find((one) => one.field === slot.id);
    if (!own) continue;
    if (signature?.state === "sound") sound.add(slot.organisation);
    let listed = false, carried = lists === null;
    for (const issuer of signature?.der ? own.state.identities : []) {
      if (!(await issuedBy(signature.der, issuer))) continue;
      const serial = serialOf(await certificate(signature.der));
      for (const text of [...(lists ?? []), ...(own.state.crl ? [own.state.crl] : [])]) {
        const list = await revocationList(text, issuer);
        carried ||= list.signed && lists.includes(text);
        listed ||= list.signed && list.serials.has(serial);
      }
      if (!carried) steps.push(cap("noList", { person: slot.person, party: own.state.name }, "openssl crl"));
    }
    if (own.state.revoked.has(slot.kid) || listed) steps.push(cap("keyRevoked", { person: slot.person, party: own.state.name }, "proof.py"));
  }
  for (const one of [offer, ...accepts, freeze]) {
    const own = joined.get(one.org);
    if (own?.state.revoked.has(one.kid) && !sound.has(one.org)) steps.push(cap("authorRevoked", { party: own.state.name, time: one.time }, "proof.py"));
  }
  if (!steps.length) steps.push(good("notRevoked", {}, "openssl crl"));
  return steps;
}
