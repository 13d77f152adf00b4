// A dossier (dossier.json): every entry and its author, the attached files, and the signed agreement inside.
import { attachment } from "./attachments.js";
import { withCards, author, Refused } from "./history.js";
import { digestOf, parseObject, sameBytes } from "./json.js";
import { plain } from "./plain.js";
import { open } from "./reader.js";
import { checkForm } from "./forms.js";
import { doubts, entriesOf, exporterOf, linesOf, listedFiles, signedWhole } from "./exported.js";
import { SHAPES } from "./shapes.js";
import { bad, cap, good, left, within } from "./steps.js";

// Who may write a kind of entry of an agreement, and of the organisation's own records (docs/file-format.md).
const rolesOf = (about) => new Map(Object.entries(SHAPES[about]).filter(([, shape]) => shape.roles).map(([kind, shape]) => [kind, shape.roles]));
export const ROLES = rolesOf("agreement"), RECORDS = rolesOf("organisation");
export const INTERNAL = new Set(Object.entries(SHAPES.agreement).filter(([, shape]) => shape.internal).map(([kind]) => kind));

// Each entry with the signature of somebody who had the right to write it; raises Refused. Unknown kinds leave the whole open.
export async function authorsOf(entries, lines, roles) {
  const steps = [];
  for (const one of entries) {
    if (!roles.has(one.kind)) { steps.push(cap("entryUnknown", { kind: one.kind }, "datapact verify")); continue; }
    try {
      await author(one, lines, roles.get(one.kind));
    } catch (error) {
      if (!(error instanceof Refused) || error.key !== "entryCertificate") throw error;
      steps.push(cap(error.key, {}, "history.py"));
    }
    if (one.kind === "accession") steps.push(cap("entryUnknown", { kind: one.kind }, "datapact verify"));
  }
  return steps;
}

// judge is that of the page, for the signed agreement inside.
export async function dossier(bytes, document, files, cards, judge) {
  const told = parseObject(files.get("dossier.json"), 64 * 1024 * 1024);
  checkForm("dossier", told);
  const exporter = exporterOf(told), lines = await linesOf(told.organisations), { joined, told: cardSteps } = withCards(lines, cards);
  const entries = await entriesOf(told.entries), records = await entriesOf(told.records), all = [...entries, ...records], steps = [];
  const against = (condition, key, values) => { if (condition) steps.push(bad(key, values, "entries.py")); };
  steps.push(...(await signedWhole(bytes, document, exporter, lines, joined, "dossier")));
  against(!entries.length || entries.some((one) => one.history !== told.agreement), "entryElsewhere");
  against(records.some((one) => one.history !== `urn:datapact:organisation:${told.organisation}`), "entryElsewhere");
  against(told.audience === "partner" && (records.length > 0 || entries.some((one) => INTERNAL.has(one.kind))), "dossierInternal");
  against(new Set(all.map((one) => one.digest)).size !== all.length, "entryTwice");
  const there = new Set(entries.map((one) => one.digest));
  against(entries.some((one) => one.parents.some((parent) => !there.has(parent))), "entryMissing");
  steps.push(...(await authorsOf(entries, lines, ROLES)), ...(await authorsOf(records, lines, RECORDS)));
  if (!steps.some((one) => one.result === "bad")) steps.push(good("entriesSound", { n: all.length }, "entries.py"));
  steps.push(...(await doubts(all, lines, joined, exporter)), ...(await listedFiles(told.files, files, "dossier.json")), ...(await named(entries, files, lines)));
  steps.push(...numbered(entries, told.organisation));
  const missing = all.reduce((sum, one) => sum + one.missing, 0);
  if (missing) steps.push(left("partsMissing", { n: missing }));
  let agreement = null;
  if (files.has("datapact-verify.html")) steps.push(left("pageInside", {}, "sha256sum"));
  const inside = files.get("agreement-signed.pdf");
  if (inside && steps.some((one) => one.result === "bad")) steps.push(left("insideNotExamined", { name: "agreement-signed.pdf" }));
  else if (inside) {
    const inner = inCopies(await judge(inside), entries, lines);
    ({ agreement } = inner);
    if (["verdictOther", "verdictNone", "verdictBehind"].includes(inner.verdict) || (agreement && inner.history !== told.agreement)) steps.push(bad("insideOther"));
    if (files.has("proof.json") && inner.proof !== (await digestOf(files.get("proof.json")))) steps.push(bad("namedOther", { name: "proof.json" }, "entries.py"));
    if (files.has("agreement.json") && inner.text !== (await digestOf(files.get("agreement.json")))) steps.push(bad("namedOther", { name: "agreement.json" }, "entries.py"));
    const make = { verdictProven: good, verdictBad: bad }[inner.verdict] ?? cap;
    const verdict = { key: inner.verdict === "verdictProven" ? "provenInside" : inner.verdict };
    steps.push(...within([make("inside", { name: "agreement-signed.pdf", verdict }), ...inner.steps.filter((one) => one.result === "bad" || one.key === "signer" || one.key === "declared")]));
  }
  return { steps: [...steps, ...cardSteps, left("openFold", {}, "datapact verify")], agreement, history: told.agreement, organisation: told.organisation, audience: told.audience };
}

// What is judged of the PDF inside, where its only fault is a place that its own party says it filled in another copy.
function inCopies(inner, entries, lines) {
  const said = new Set(entries.filter((one) => one.kind === "counterpart_signed").map((one) => JSON.stringify([one.body.slot, lines.get(one.org)?.state.name])));
  const elsewhere = (one) => one.key === "notSigned" && said.has(JSON.stringify([one.values.field, one.values.party]));
  if (inner.verdict !== "verdictBad" || inner.steps.some((one) => one.result === "bad" && !elsewhere(one))) return inner;
  const steps = inner.steps.map((one) => (elsewhere(one) ? cap("notHere", one.values, one.hand) : one.result === "void" ? { ...one, result: "good" } : one));
  return { ...inner, verdict: "verdictOpen", steps };
}

// Numbers of the exporter's own entries that are missing below the highest, or are given twice (docs/file-format.md, Counting).
function numbered(entries, organisation) {
  const series = new Map();
  for (const one of entries.filter((each) => each.org === organisation)) {
    const key = `${one.replica} ${INTERNAL.has(one.kind)}`;
    series.set(key, [...(series.get(key) ?? []), one.counter]);
  }
  const all = [...series.values()], gap = all.reduce((sum, one) => sum + Math.max(...one) - new Set(one).size, 0);
  const known = new Set(entries.map((one) => one.digest)), seen = new Set(entries.filter((one) => one.kind === "receipt" && one.org === organisation).flatMap((one) => (Array.isArray(one.body.seen) ? one.body.seen : [])));
  const unseen = [...seen].filter((one) => !known.has(one)).length, steps = [];
  if (gap || unseen) steps.push(cap("entriesGap", { n: Math.max(gap, unseen) }, "datapact verify"));
  if (all.some((one) => new Set(one).size !== one.length)) steps.push(cap("entriesCloned", {}, "datapact verify"));
  return steps;
}

// The attached text and PDFs are those that the entries name by digest; { key } of what this page cannot judge.
async function named(entries, files, lines) {
  const steps = [], at = async (name) => (files.has(name) ? digestOf(files.get(name)) : null), wrong = (name) => steps.push(bad("namedOther", { name }, "entries.py"));
  const told = plain(entries, INTERNAL, lines), kept = [...files.keys()].filter((name) => name.startsWith("contract-"));
  const pdfs = ["agreement-signed.pdf", "agreement-frozen.pdf"].filter((name) => files.has(name));
  if (!told) return files.has("agreement.json") || pdfs.length || kept.length ? [cap("openHistory", {}, "datapact verify")] : [left("openHistory", {}, "datapact verify")];
  const text = await at("agreement.json"), right = told.text ?? (told.written === null ? null : await digestOf(told.written));
  if (text && right && text !== right) wrong("agreement.json");
  const pdf = await at("agreement-signed.pdf");
  if (pdf && told.pdf && !told.pdf.includes(pdf)) wrong("agreement-signed.pdf");
  for (const name of told.files ? kept : []) if (!told.files.includes(await at(name))) wrong(name);
  if (files.has("agreement-frozen.pdf")) {
    const document = await open(files.get("agreement-frozen.pdf"));
    for (const inner of ["agreement.json", "proof.json"]) {
      const inside = files.has(inner) ? await attachment(document, inner) : null;
      if (files.has(inner) && !(inside && sameBytes(inside, files.get(inner)))) wrong("agreement-frozen.pdf");
    }
  }
  return steps;
}
