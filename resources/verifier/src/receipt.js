// A consent receipt (JSON or PDF) and the proof of one consent row: row.py of the guide, held against the organisation's card.
import { author, entry, included } from "./history.js";
import { carriesOthers, certificate, signsEntries, verifies } from "./certificates.js";
import { checkForm } from "./forms.js";
import { hasMembers, impossibleTimes } from "./exported.js";
import { canonical, decode, digestOf, isDigest, isObject, isSame, isTime, latin, Malformed, parseObject } from "./json.js";
import { token, fingerprint } from "./history.js";
import { rowOf } from "./answer.js";
import { foreignParts } from "./pages.js";
import { exact, revisionsAt } from "./reader.js";
import { beyondSignature, isGapless, isOneCase, moment, signatureFields, signatures, signedBytes } from "./revisions.js";
import { verify } from "./cms.js";
import { bad, cap, good, left } from "./steps.js";
import { technical } from "./technical.js";
import { coded } from "./words.js";

const NAMESPACE = "6f2d3f5e5b1c5f0e9d0e2b9f2c7d1a11";
const ROW = ["type", "v", "entry", "index", "count", "disclosure", "path"];
const MEMBERS = ["@context", "@type", "schema_version", "receipt_id", "record_id", "issued", "pii_principal_id", "dataset", "purposes", "controllers", "issuer", "event", "notice", "batch_entry", "further"];
const DPV = "https://w3id.org/dpv#", GDPR = "https://w3id.org/dpv/legal/eu/gdpr#";
const STATES = new Map(Object.entries({
  unknown: `${DPV}ConsentUnknown`, requested: `${DPV}ConsentRequested`, given: `${DPV}ConsentGiven`, renewed: `${DPV}RenewedConsentGiven`, refused: `${DPV}ConsentRefused`, withdrawn: `${DPV}ConsentWithdrawn`,
  expired: `${DPV}ConsentExpired`, invalidated: `${DPV}ConsentInvalidated`, objected: `${GDPR}A21`, restricted: `${GDPR}A18`, erased: `${GDPR}A17`,
}));

const lineOf = (cards, organisation) => cards.find((one) => one.organisation === organisation)?.line;

// The row under the root of its batch, and the batch signed by somebody who had the right to.
async function row(proof, cards) {
  if (!hasMembers(proof, ROW, ["vouched"]) || proof.type !== "datapact-consent-row" || proof.v !== ("vouched" in proof ? 2 : 1) || !hasMembers(proof.entry, ["disclosures", "jws"])) throw new Malformed("row");
  const one = await entry(proof.entry), told = rowOf(proof.disclosure), steps = [];
  if (one.kind !== "consent_batch" || one.body.count !== proof.count || !isDigest(one.body.root)) return { one, told, steps: [bad("rowBatch", {}, "row.py")] };
  if (!(await included(decode(await digestOf(proof.disclosure)), proof.index, proof.count, proof.path, one.body.root))) return { one, told, steps: [bad("rowOther", {}, "row.py")] };
  steps.push(good("rowIn", { n: proof.index + 1, m: proof.count, subject: told.subject, dataset: told.dataset, purpose: told.purpose, state: coded("why", told.state), time: told.at }, "row.py"));
  const own = lineOf(cards, one.org);
  if (!own) return { one, told, steps: [...steps, cap("rowNoCard", { fingerprint: fingerprint(one.org) }, "row.py")] };
  const person = await author(one, new Map([[one.org, own]]), ["legal", "lead"]);
  steps.push(good("rowBy", { person: person.name || person.id, party: own.state.name, time: one.time }, "row.py"), ...(await impossibleTimes([one], new Map([[one.org, own]]))));
  if (own.state.revoked.has(one.kid) && !(await vouched(one, proof.vouched ?? [], own))) steps.push(cap("entriesRevoked", { party: own.state.name }, "still_stands (history.py)"));
  return { one, told, steps };
}

// Whether an administrator put the entry on record before its key was revoked.
export async function vouched(one, ways, own) {
  for (const way of Array.isArray(ways) ? ways : []) {
    const by = own.entries.find((each) => each.kind === "vouched" && each.digest === way?.by);
    if (by && way.entry === one.digest && by.body.kids.includes(one.kid) && (await included(decode(one.digest), way.index, by.body.count, way.path, by.body.root))) return true;
  }
  return false;
}

export async function consentRow(told, cards) {
  checkForm("row", told);
  return { steps: (await row(told, cards)).steps };
}

export async function receipt(bytes, cards, pdf = null) {
  const told = parseObject(bytes, 4 * 1024 * 1024);
  checkForm("receipt", told);
  if (!hasMembers(told, MEMBERS, ["called", "proof", "signature"]) || told["@type"] !== "ConsentReceipt" || told["@context"] !== "https://w3id.org/dpv/dpv.jsonld" || told.schema_version !== "ISO/IEC TS 27560:2023") throw new Malformed("receipt");
  const { event, notice, issuer } = told, list = (value) => Array.isArray(value) && value.length === 1 && isObject(value[0]);
  if (!list(told.purposes) || !list(told.controllers) || !isObject(issuer) || !isObject(notice) || !hasMembers(event, ["explicit", "recorded", "state", "time", "valid_until"]) || !hasMembers(event.state, ["@id", "name"]) || !isTime(told.issued)) throw new Malformed("receipt");
  if (STATES.get(event.state.name) !== event.state["@id"]) throw new Malformed("receipt");
  const steps = [];
  if (told.proof) {
    const { one, told: signed, steps: found } = await row(told.proof, cards);
    const purpose = told.purposes[0]["@id"] ?? told.purposes[0].name;
    const said = [told.record_id, told.pii_principal_id, told.dataset, purpose, told.controllers[0].id, event.state.name, event.time, event.valid_until, event.explicit, told.further, notice.id, notice.version, told.batch_entry, event.recorded, issuer.id];
    const was = [...["event_id", "subject", "dataset", "purpose", "controller", "state", "at", "until", "explicit", "more", "notice", "notice_version"].map((name) => signed[name]), one.digest, one.time, one.org];
    if (said.some((value) => value === undefined) || !isSame(said, was)) steps.push(bad("receiptOther", {}, "row.py"));
    else steps.push(good("receiptSame", {}, "row.py"));
    steps.push(...found);
  } else steps.push(cap("receiptNoProof"));
  if ((await idOf(told.batch_entry, told.record_id)) !== told.receipt_id) steps.push(bad("receiptOther", {}, "row.py"));
  const { steps: whole, holder, own } = await signedReceipt(told, cards);
  steps.push(...whole);
  if (pdf) steps.push(...(await pages(pdf, told, holder, own)));
  return { steps };
}

// The signature over everything else in the receipt.
async function signedReceipt(told, cards) {
  if (!told.signature) return { steps: [cap("receiptNotSigned", {}, "row.py")], holder: null };
  const read = token(told.signature, "datapact-receipt+jws"), { signature, ...rest } = told;
  if (new TextDecoder().decode(read.payload) !== canonical(rest)) return { steps: [bad("receiptChanged", {}, "row.py")], holder: null };
  const own = lineOf(cards, told.issuer.id);
  if (!own) return { steps: [cap("rowNoCard", { fingerprint: isDigest(told.issuer.id) ? fingerprint(told.issuer.id) : "–" }, "row.py")], holder: null };
  const holder = [...own.states.values()].flatMap((state) => [...state.members.values()]).find((member) => member.kid === read.kid);
  if (!holder || !(await verifies(holder.author, read.signed, read.signature))) return { steps: [bad("receiptStranger", {}, "row.py")], holder: null };
  if (own.state.revoked.has(read.kid)) return { own, steps: [cap("reportRevoked", { person: holder.name || holder.id }, "row.py")], holder };
  return { own, steps: [good("receiptBy", { person: holder.name || holder.id, party: own.state.name, time: told.issued }, "row.py")], holder };
}

// RFC 9562, version 5: the id follows from batch and event.
async function idOf(batch, event) {
  const text = new TextEncoder().encode(`${batch}:${event}`), data = new Uint8Array(16 + text.length);
  data.set(NAMESPACE.match(/../g).map((one) => parseInt(one, 16)));
  data.set(text, 16);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-1", data)).subarray(0, 16);
  hash[6] = (hash[6] & 0x0f) | 0x50;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  return `urn:uuid:${[...hash].map((one) => one.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`;
}

// The PDF around it: one signature over all of it, by the same key and at the same time.
async function pages({ bytes, document }, told, holder, own) {
  const found = signatures(document), wrong = (key, values) => [bad(key, values, "exporter.py")], tables = await exact(bytes, document);
  if (tables.wrong) return wrong("changedBad", { n: 0, what: technical(tables.wrong) });
  const foreign = foreignParts(document, ["consent-receipt.json"]);
  if (foreign) return wrong(foreign);
  if (!found.length && !signatureFields(document).length && tables.ends.length === 1 && tables.ends[0] === bytes.length) return [cap("receiptPagesNotSigned")];
  if (found.length !== 1 || found[0].field !== "receipt" || signatureFields(document).join("\n") !== "receipt") return wrong("reportOneSignature");
  const one = found[0];
  if (one.end !== bytes.length || !isGapless(bytes, one) || !isOneCase(bytes, one) || tables.ends.length !== 2 || tables.ends[1] !== bytes.length) return wrong("reportNotWhole");
  const changed = beyondSignature(revisionsAt(document, tables.ends).next().value, document);
  if (changed.wrong) return wrong("changedBad", { n: 1, what: technical(changed.wrong) });
  const made = await verify(one.contents, signedBytes(bytes, one), { strict: true });
  if (made.state !== "sound") return wrong("unsound", { field: "receipt" });
  if (!holder) return [cap("receiptPdfOpen")];
  const time = made.time ?? moment(one.time);
  if (await carriesOthers(made, own.state.identities)) return wrong("carriesOther");
  if (holder.author !== made.der) return wrong("receiptStranger");
  if (!time || time.toISOString().replace(".000Z", "Z") !== told.issued) return wrong("receiptOtherTime");
  if (!signsEntries(await certificate(holder.author), time)) return wrong("entryCertificate");
  return [good("receiptPdf", {}, "pdfsig")];
}
