// What every PDF of DataPact for auditors shares: one signature over all of it, by the member whom its attached file names.
import { attachment, namesOf } from "./attachments.js";
import { carriesOthers, certificate, signsEntries } from "./certificates.js";
import { verify } from "./cms.js";
import { entry, line } from "./history.js";
import { digestOf, isDigest, isObject, isTime, Malformed } from "./json.js";
import { foreignParts } from "./pages.js";
import { exact, revisionsAt } from "./reader.js";
import { beyondSignature, isCertified, isGapless, isOneCase, moment, signatureFields, signatures, signedBytes } from "./revisions.js";
import { bad, cap, good } from "./steps.js";
import { technical } from "./technical.js";

const MOST = 64 * 1024 * 1024;

// Every attached file by its name; null where one cannot be read, or a name stands there twice.
export async function filesOf(document) {
  const found = new Map();
  for (const called of namesOf(document)) {
    const data = await attachment(document, called, MOST);
    if (!data) return null;
    found.set(called, data);
  }
  return found;
}

export const hasMembers = (value, needed, optional = []) => isObject(value) && needed.every((name) => name in value) && Object.keys(value).every((name) => needed.includes(name) || optional.includes(name));

export async function entriesOf(list, options) {
  if (!Array.isArray(list)) throw new Malformed("entries");
  const found = [];
  for (const packed of list) found.push(await entry(packed, options));
  return found;
}

// Public histories by organisation.
export async function linesOf(organisations) {
  const lines = new Map();
  if (!Array.isArray(organisations)) throw new Malformed("organisations");
  for (const one of organisations) {
    if (!hasMembers(one, ["entries", "id"]) || lines.has(one.id)) throw new Malformed("organisations");
    lines.set(one.id, await line(one.id, await entriesOf(one.entries)));
  }
  return lines;
}

export function exporterOf(told) {
  if (!isDigest(told.organisation) || !isDigest(told.kid) || typeof told.member !== "string" || !isTime(told.time) || !["de", "en"].includes(told.language)) throw new Malformed("exporter");
  return { organisation: told.organisation, member: told.member, kid: told.kid };
}

// The files of a list against those that are attached beside the file that lists them.
export async function listedFiles(list, files, own) {
  const steps = [], listed = new Map();
  if (!Array.isArray(list) || !list.every((one) => hasMembers(one, ["media", "name", "sha256"]) && typeof one.name === "string")) throw new Malformed("files");
  for (const one of list) {
    if (listed.has(one.name) || one.name === own) throw new Malformed("files");
    listed.set(one.name, one.sha256);
  }
  for (const name of new Set([...listed.keys(), ...files.keys()])) {
    if (name === own) continue;
    if (!listed.has(name) || !files.has(name)) steps.push(bad("fileListed", { name }, "pdfdetach -list"));
    else if ((await digestOf(files.get(name))) !== listed.get(name)) steps.push(bad("fileOther", { name }, "openssl dgst -sha256"));
  }
  if (!steps.length) steps.push(good("filesListed", { n: listed.size }, "pdfdetach -saveall; openssl dgst -sha256"));
  return steps;
}

// One signature over the whole file, in this field, by the author key of the member; lines as the file has them, joined with cards.
export async function signedWhole(bytes, document, exporter, lines, joined, field) {
  const found = signatures(document), steps = [], wrong = (key, values) => [...steps, bad(key, values, "exporter.py")];
  if (found.length !== 1 || found[0].field !== field || signatureFields(document).join("\n") !== field) return wrong("reportOneSignature");
  const one = found[0];
  if (one.end !== bytes.length || !isGapless(bytes, one) || !isOneCase(bytes, one)) return wrong("reportNotWhole");
  const tables = await exact(bytes, document);
  if (tables.wrong) return wrong("changedBad", { n: 0, what: technical(tables.wrong) });
  if (tables.ends.length !== 2 || tables.ends[1] !== bytes.length) return wrong("reportNotWhole");
  const changed = beyondSignature(revisionsAt(document, tables.ends).next().value, document);
  if (changed.wrong) return wrong("changedBad", { n: 1, what: technical(changed.wrong) });
  if (!isCertified(document, one)) return wrong("notCertified");
  const foreign = foreignParts(document, namesOf(document));
  if (foreign) return wrong(foreign);
  const told = await verify(one.contents, signedBytes(bytes, one), { strict: true });
  if (told.state !== "sound") return wrong("unsound", { field });
  const own = lines.get(exporter.organisation);
  if (!own) return wrong("reportNoHistory");
  const people = [...own.states.values()].flatMap((state) => [...state.members.values()]);
  const holder = people.find((member) => member.kid === exporter.kid && member.id === exporter.member);
  if (!holder || holder.author !== told.der) return wrong("reportOtherKey");
  if (await carriesOthers(told, [...lines.values()].flatMap((each) => each.state.identities))) return wrong("carriesOther");
  const time = told.time ?? moment(one.time), held = await certificate(holder.author);
  if (!time || time < held.one.notBefore.value || !signsEntries(held, time)) return wrong("entryCertificate");
  steps.push(good("reportSigned", { person: holder.name || holder.id, party: own.state.name }, "exporter.py"));
  if (told.beside) steps.push(cap("besideSignature", { person: holder.name || holder.id }, "openssl ts"));
  if (joined.get(exporter.organisation)?.state.revoked.has(exporter.kid)) steps.push(cap("reportRevoked", { person: holder.name || holder.id }, "exporter.py"));
  return steps;
}

// Entries dated before they can have been written, and entries by keys that were revoked since: the signature around them shows that they are older for the own organisation alone.
export async function doubts(entries, lines, joined, exporter) {
  const holds = !joined.get(exporter.organisation)?.state.revoked.has(exporter.kid), found = new Set();
  for (const one of entries) {
    if (joined.get(one.org)?.state.revoked.has(one.kid) && !(holds && one.org === exporter.organisation)) found.add(one.org);
  }
  return [...(await impossibleTimes(entries, lines)), ...[...found].map((org) => cap("entriesRevoked", { party: joined.get(org).state.name }, "still_stands (history.py)"))];
}

// For each organisation its earliest entry that says to be older than the key that signed it, or than the organisation: times are claims.
const SLOW_CLOCK = 3600000;
export async function impossibleTimes(entries, lines) {
  const earliest = new Map();
  for (const one of entries) {
    const own = lines.get(one.org), member = own && [...(own.states.get(one.head)?.members.values() ?? [])].find((each) => each.kid === one.kid);
    if (!member) continue;
    const certified = (await certificate(member.author)).one.notBefore.value, founding = own.entries[0].time, founded = new Date(new Date(founding).getTime() - SLOW_CLOCK);
    const isFounding = founded > certified, time = new Date(one.time);
    if (time >= (isFounding ? founded : certified) || (earliest.get(one.org)?.time ?? time) < time) continue;
    const since = isFounding ? founding : certified.toISOString().replace(/\.\d+Z$/, "Z");
    earliest.set(one.org, { time, step: cap(isFounding ? "datedBeforeFounding" : "datedBeforeKey", { party: own.state.name, time: one.time, since }, "history.py") });
  }
  return [...earliest.values()].map((one) => one.step);
}
