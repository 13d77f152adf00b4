// Signatures in PDFs of other programs, each in three answers: intact, changed since, by whom. What is not surely harmless is left open.
import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRef, PDFStream } from "pdf-lib";
import { exact, isTidy, revisionsAt, Unread } from "./reader.js";
import { filledPlace, isLongerList, isUnchanged, objects, references, spelled } from "./revisions.js";
import { bad, good, left } from "./steps.js";

const name = (text) => PDFName.of(text);
// From harmless to against: what later revisions did.
const LEVELS = ["nothing", "proofs", "fields", "unknown", "content"];
const worse = (one, other) => (LEVELS.indexOf(one) >= LEVELS.indexOf(other) ? one : other);
// What programs write into a signature field that they sign: its value, and what it looks like.
const SIGNED = /^\/(V|AP|AS|Border|BS|C|DA|F|H|M|MK|NM|SigFlags)$/;
const WIDGET = /^\/(AP|AS|Border|BS|C|Contents|DA|F|FT|Ff|H|Lock|M|MK|NM|P|Rect|StructParent|Subtype|SV|T|TU|Type|V)$/;
const INFO = /^\/(Author|CreationDate|Creator|Keywords|ModDate|Producer|Subject|Title|Trapped)$/;
const keysOf = (one) => one.keys().map(String);
const isOf = (dict, key, kind) => dict instanceof PDFDict && String(dict.get(name(key))) === kind;

// Names that a dictionary changed or gained; null where it lost one.
function touched(was, is) {
  if (!(was instanceof PDFDict) || !(is instanceof PDFDict)) return null;
  if (was.keys().some((key) => !is.has(key))) return null;
  return is.keys().filter((key) => !was.has(key) || spelled(was.get(key)) !== spelled(is.get(key))).map((key) => String(key).slice(1));
}

// Objects of which the pages are made: whoever changes one changes what an eye sees.
function ofPages({ context, catalog }) {
  const seen = new Set(), pages = new Set(), todo = [catalog.get(name("Pages"))];
  while (todo.length) {
    const one = todo.pop();
    if (one instanceof PDFRef) {
      if (seen.has(one.tag)) continue;
      seen.add(one.tag);
      const value = context.lookup(one);
      if (isOf(value, "Type", "/Page")) pages.add(one.tag);
      todo.push(value);
    } else if (one instanceof PDFStream) todo.push(one.dict);
    else if (one instanceof PDFDict) for (const [key, value] of one.entries()) { if (!/^\/(Annots|Parent|StructParents?|P)$/.test(String(key))) todo.push(value); }
    else if (one instanceof PDFArray) todo.push(...one.asArray());
  }
  return { seen, pages };
}

// What one revision did to the document before it: a level.
export function levelOf(before, after) {
  const old = objects(before), now = objects(after), root = String(after.context.trailerInfo.Root);
  if (root !== String(before.context.trailerInfo.Root) || !(after.catalog instanceof PDFDict) || !(before.catalog instanceof PDFDict)) return "content";
  for (const tag of old.keys()) if (!now.has(tag)) return "content";
  const written = [...old].filter(([tag, was]) => was !== now.get(tag)), added = new Set([...now.keys()].filter((tag) => !old.has(tag)));
  const changed = written.filter(([tag, was]) => !isUnchanged(was, now.get(tag)));
  const { seen, pages } = ofPages(before), look = (value) => after.context.lookup(value);
  if (filledPlace(old, now, added) !== null) return "content";
  const form = before.catalog.get(name("AcroForm")), fields = before.context.lookup(form)?.get?.(name("Fields")), store = before.catalog.get(name("DSS"));
  const lists = new Set([...pages].map((tag) => old.get(tag).get(name("Annots"))).filter((one) => one instanceof PDFRef).map((one) => one.tag));
  const proofs = new Set(), storeDict = before.context.lookup(store);
  if (storeDict instanceof PDFDict) for (const key of ["Certs", "CRLs", "OCSPs", "VRI"]) if (storeDict.get(name(key)) instanceof PDFRef) proofs.add(storeDict.get(name(key)).tag);
  const reached = [], take = (value) => references(value, reached);
  // A field of a signature that has a place of its own, and does nothing but hold one.
  const isField = (entry) => {
    const one = look(entry);
    return isOf(one, "FT", "/Sig") && keysOf(one).every((key) => WIDGET.test(key)) && (!one.has(name("Subtype")) || isOf(one, "Subtype", "/Widget"));
  };
  const newOnes = (was, is) => is.asArray().slice(was instanceof PDFArray ? was.size() : 0);
  const grew = (was, is) => (was === undefined || isLongerList(was, is)) && is instanceof PDFArray && newOnes(was, is).every((one) => isField(one));
  const listGrew = (was, is) => { const fits = grew(was, is); if (fits) take(is); return fits ? "fields" : "unknown"; };
  // The form: further fields for signatures, and that there are some.
  const formGrew = (was, is) => {
    const keys = was === undefined ? keysOf(is).map((key) => key.slice(1)) : touched(was, is);
    if (!keys) return "unknown";
    let level = "proofs";
    for (const key of keys) {
      if (key === "SigFlags") continue;
      if (key === "Fields") level = worse(level, listGrew(was?.get(name(key)) instanceof PDFRef ? before.context.lookup(was.get(name(key))) : was?.get(name(key)), look(is.get(name(key)))));
      else if (key === "DR" && was === undefined) take(is.get(name(key)));
      else if (key !== "DA" || was !== undefined) level = "unknown";
      take(is.get(name(key)));
    }
    return level;
  };
  // The store of proofs: what it had it still has, wherever its lists stand now.
  const storeGrew = (was, is) => {
    if (!(was instanceof PDFDict) || !(is instanceof PDFDict) || [was, is].some((one) => keysOf(one).some((key) => !/^\/(Certs|CRLs|OCSPs|VRI|Type)$/.test(key)))) return "unknown";
    take(is);
    const items = (document, dict, key) => {
      const one = document.context.lookup(dict.get(name(key)));
      return one instanceof PDFArray ? one.asArray().map(String) : one instanceof PDFDict ? keysOf(one) : [];
    };
    return ["Certs", "CRLs", "OCSPs", "VRI"].every((key) => { const has = new Set(items(after, is, key)); return items(before, was, key).every((one) => has.has(one)); }) ? "proofs" : "unknown";
  };
  const own = new Set([root, ...[form, fields, store, before.context.trailerInfo.Info, before.catalog.get(name("Metadata"))].map(String), ...lists, ...proofs, ...pages]);
  // What was written anew as it was, elsewhere than where signatures and proofs write, is nobody's honest doing.
  let level = written.some(([tag, was]) => isUnchanged(was, now.get(tag)) && !own.has(tag) && !isOf(was, "FT", "/Sig")) ? "unknown" : "proofs";
  for (const [tag, was] of changed) {
    const is = now.get(tag), keys = touched(was, is);
    let found = seen.has(tag) ? "content" : "unknown";
    if (tag === root) {
      found = keys ? "proofs" : "content";
      for (const key of keys ?? []) {
        const one = was.get(name(key)), other = is.get(name(key));
        if (key === "DSS") { found = worse(found, one === undefined ? "proofs" : storeGrew(before.context.lookup(one), look(other))); take(other); }
        else if (key === "AcroForm") { found = worse(found, one === undefined || one instanceof PDFDict ? formGrew(one, look(other)) : "unknown"); take(other); }
        else if (key === "Extensions" || (key === "Perms" && one === undefined)) take(other);
        else found = /^(Pages|Names|OpenAction|AA|OCProperties)$/.test(key) ? "content" : worse(found, "unknown");
      }
    } else if (pages.has(tag)) {
      if (keys?.join() === "Annots") found = listGrew(before.context.lookup(was.get(name("Annots"))), look(is.get(name("Annots"))));
      if (keys?.join() === "Annots") take(is.get(name("Annots")));
    } else if (seen.has(tag)) found = "content";
    else if (form instanceof PDFRef && tag === form.tag) found = formGrew(was, is);
    else if ((fields instanceof PDFRef && tag === fields.tag) || lists.has(tag)) found = listGrew(was, is);
    else if (store instanceof PDFRef && tag === store.tag) found = storeGrew(was, is);
    else if (proofs.has(tag)) { found = isLongerList(was, is) || (was instanceof PDFDict && touched(was, is)?.every((key) => !was.has(name(key)))) ? "proofs" : "unknown"; take(is); }
    else if (isOf(was, "FT", "/Sig") && keys?.every((key) => SIGNED.test(`/${key}`)) && !was.has(name("V"))) { found = "fields"; for (const key of keys) take(is.get(name(key))); }
    else if (String(before.context.trailerInfo.Info) === `${tag}` && is instanceof PDFDict && keysOf(is).every((key) => INFO.test(key)) && !references(is, []).length) found = "proofs";
    else if (String(before.catalog.get(name("Metadata"))) === `${tag}` && was instanceof PDFStream && is instanceof PDFStream && isOf(is.dict, "Type", "/Metadata")) found = "proofs";
    level = worse(level, found);
    if (level === "content") return level;
  }
  const explained = new Set();
  while (reached.length) {
    const tag = reached.pop();
    if (!added.has(tag) || explained.has(tag)) continue;
    explained.add(tag);
    references(now.get(tag), reached);
  }
  if (explained.size === added.size) return level;
  // What nothing leads to is shown by nobody: the tables name all objects, so that no reader looks for others.
  const used = new Set(), todo = Object.values(after.context.trailerInfo).flatMap((one) => references(one, []));
  while (todo.length) {
    const tag = todo.pop();
    if (used.has(tag) || !now.has(tag)) continue;
    used.add(tag);
    references(now.get(tag), todo);
  }
  return [...added].every((tag) => explained.has(tag) || !used.has(tag)) ? level : worse(level, "unknown");
}

// What came after the end of a signature.
async function since(bytes, document, end, tables) {
  if (end === bytes.length) return "nothing";
  if (!isTidy(bytes, document, end)) return "unknown";
  if (!document.events.some((one) => one.offset >= end)) return "nothing";
  if (tables.wrong || !tables.ends.includes(end)) return "unknown";
  let before = null, level = "nothing";
  for (const after of revisionsAt(document, tables.ends.filter((one) => one >= end))) {
    if (before) level = worse(level, levelOf(before, after));
    before = after;
  }
  return level;
}

// The changes that a certifying signature permits (1: proofs alone); 0 where it forbids by a list of fields, which this page does not read.
function permission({ context }, dict) {
  const list = context.lookup(dict.get(name("Reference")));
  let found = 3;
  for (const one of list instanceof PDFArray ? list.asArray().map((each) => context.lookup(each)) : []) {
    const method = one instanceof PDFDict ? String(context.lookup(one.get(name("TransformMethod")))) : "";
    const told = method === "/DocMDP" ? context.lookup(context.lookup(one.get(name("TransformParams")))?.get?.(name("P"))) : undefined;
    found = Math.min(found, method === "/DocMDP" ? (told instanceof PDFNumber ? told.asNumber() : 2) : 0);
  }
  return found;
}

const day = (date) => (date instanceof Date && !Number.isNaN(date.getTime()) ? date.toISOString().slice(0, 10) : "–");

// The answers for each of found, whose mathematics is in made: { steps, change } with the worst change of all.
export async function othersAnswers(bytes, document, found, made) {
  let tables;
  try {
    tables = await exact(bytes, document, { linearized: true });
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    tables = { wrong: "unread" };
  }
  const steps = [], forbids = found.some((one) => permission(document, one.dict) === 0);
  let worst = "nothing";
  for (const [place, one] of found.entries()) {
    const { state, subject = "", by, algorithm = "" } = made[place], values = { field: one.field };
    if (state !== "sound") continue;
    const level = await since(bytes, document, one.end, tables), permits = permission(document, one.dict);
    steps.push(good(one.end === bytes.length ? "otherWholeFile" : "otherRevision", values, "pdfsig -nocert"));
    if (level === "fields" && permits === 1) { steps.push(bad("otherForbidden", values, "qpdf --json")); worst = "content"; continue; }
    const told = level === "fields" && forbids ? "unknown" : level;
    steps.push({ nothing: good, proofs: good, fields: good, unknown: left, content: bad }[told](`other_${told}`, values, "pdfsig; qpdf --json"));
    worst = worse(worst, told);
    steps.push(left("otherWho", { ...values, subject: subject || "–", issuer: by?.issuer || "–", begins: day(by?.begins), ends: day(by?.ends), algorithm }, "pdfsig; openssl x509 -text"));
  }
  return { steps, change: worst };
}
