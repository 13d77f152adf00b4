// Signatures in PDFs of other programs, each in three answers: intact, changed since, by whom. What is not surely harmless is left open.
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRef, PDFStream, PDFString } from "pdf-lib";
import { exact, isTidy, revisionsAt, Unread } from "./reader.js";
import { filledPlace, isLongerList, isUnchanged, objects, references, spelled } from "./revisions.js";
import { bad, good, left } from "./steps.js";

const name = (text) => PDFName.of(text);
// From harmless to against: what later revisions did.
const LEVELS = ["nothing", "proofs", "fields", "annotations", "unknown", "content"];
const worse = (one, other) => (LEVELS.indexOf(one) >= LEVELS.indexOf(other) ? one : other);
// What programs write into a signature field that they sign: its value, and what it looks like.
const SIGNED = /^\/(V|AP|AS|Border|BS|C|DA|F|H|Lock|M|MK|NM|SigFlags)$/;
const WIDGET = /^\/(AP|AS|Border|BS|C|Contents|DA|F|FT|Ff|H|Lock|M|MK|NM|P|Rect|StructParent|Subtype|SV|T|TU|Type|V)$/;
// What programs write into a field that somebody fills in.
const FILLED = /^(V|AP|AS|DA|Q|M|MK)$/;
const COMMENT = /^\/(Text|FreeText|Line|Square|Circle|Polygon|PolyLine|Highlight|Underline|Squiggly|StrikeOut|Stamp|Caret|Ink|Popup|FileAttachment)$/;
// Keys of a comment that lead to objects which are judged by themselves.
const ELSEWHERE = /^\/(P|Parent|Popup|IRT)$/;
const DEEPEST = 16;
const INFO = /^\/(Author|CreationDate|Creator|Keywords|ModDate|Producer|Subject|Title|Trapped)$/;
const keysOf = (one) => one.keys().map(String);
const isOf = (dict, key, kind) => dict instanceof PDFDict && String(dict.get(name(key))) === kind;

// Names that a dictionary changed or gained; null where it lost one.
function touched(was, is) {
  if (!(was instanceof PDFDict) || !(is instanceof PDFDict)) return null;
  if (was.keys().some((key) => !is.has(key))) return null;
  return is.keys().filter((key) => !was.has(key) || spelled(was.get(key)) !== spelled(is.get(key))).map((key) => String(key).slice(1));
}

// A value that a field has by itself, or by the fields above it.
function inherited(document, field, key) {
  for (let one = field, depth = 0; one instanceof PDFDict && depth < DEEPEST; one = document.context.lookup(one.get(name("Parent"))), depth += 1) if (one.has(name(key))) return document.context.lookup(one.get(name(key)));
  return undefined;
}

// The full name of a field, or of the field to which a place on a page belongs; null where it is too deep to be said.
function fullName(document, field) {
  const parts = [];
  let one = field;
  for (let depth = 0; one instanceof PDFDict; one = document.context.lookup(one.get(name("Parent"))), depth += 1) {
    if (depth >= DEEPEST) return null;
    const own = document.context.lookup(one.get(name("T")));
    if (own !== undefined) parts.unshift(own instanceof PDFString || own instanceof PDFHexString ? own.decodeText() : "\0");
  }
  return parts.join(".");
}

// The fields to which the form leads, as people see them: by the list and what lies below.
function formFields({ context }, list) {
  const found = new Set(), walk = (several, depth) => {
    for (const one of depth < DEEPEST && several instanceof PDFArray ? several.asArray().map((entry) => context.lookup(entry)) : []) {
      if (!(one instanceof PDFDict) || found.has(one)) continue;
      found.add(one);
      walk(context.lookup(one.get(name("Kids"))), depth + 1);
    }
  };
  walk(list, 0);
  return found;
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

// What one revision did to the document before it: a level. into receives the names of the fields that it filled or signed, and of those that it added.
export function levelOf(before, after, into = { filled: [], added: [] }) {
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
  const reached = [], explained = new Set(), inForm = formFields(before, fields), take = (value) => references(value, reached);
  // A field of a signature that has a place of its own, and does nothing but hold one.
  const isField = (entry) => {
    const one = look(entry);
    return isOf(one, "FT", "/Sig") && keysOf(one).every((key) => WIDGET.test(key)) && (!one.has(name("Subtype")) || isOf(one, "Subtype", "/Widget"));
  };
  // A comment that does nothing but lie on a page; what it shows is its own.
  const isComment = (entry) => {
    const one = look(entry);
    return one instanceof PDFDict && COMMENT.test(String(one.get(name("Subtype")))) && !["A", "AA", "Dest", "PA", "FT"].some((key) => one.has(name(key)));
  };
  const newOnes = (was, is) => is.asArray().slice(was instanceof PDFArray ? was.size() : 0);
  const grew = (was, is) => (was === undefined || isLongerList(was, is)) && is instanceof PDFArray && newOnes(was, is).every((one) => isField(one));
  const listGrew = (was, is, { comments = false } = {}) => {
    if (grew(was, is)) {
      for (const entry of newOnes(was, is)) into.added.push(fullName(after, look(entry)));
      take(is);
      return "fields";
    }
    const isLonger = (was === undefined || isLongerList(was, is)) && is instanceof PDFArray;
    if (!comments || !isLonger || !newOnes(was, is).length || !newOnes(was, is).every(isComment)) return "unknown";
    for (const entry of newOnes(was, is)) {
      if (entry instanceof PDFRef) explained.add(entry.tag);
      for (const [key, value] of look(entry).entries()) if (!ELSEWHERE.test(String(key))) take(value);
    }
    return "annotations";
  };
  // A field that was filled in: its value and what it looks like, whatever of it lies in new objects.
  const wasFilled = (was, is, keys) => {
    const kind = String(inherited(before, was, "FT"));
    if (!/^\/(Tx|Btn|Ch)$/.test(kind) || !inForm.has(was) || !was.has(name("T")) || !keys?.length || !keys.every((key) => FILLED.test(key))) return false;
    const value = look(is.get(name("V"))), plain = (one) => one === undefined || one instanceof PDFString || one instanceof PDFHexString || one instanceof PDFName;
    if (!plain(value) && !(value instanceof PDFArray && value.asArray().every((one) => plain(look(one))))) return false;
    for (const key of keys) take(is.get(name(key)));
    into.filled.push(fullName(after, is));
    return true;
  };
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
      const list = is.get?.(name("Annots"));
      if (keys?.join() === "Annots") found = listGrew(before.context.lookup(was.get(name("Annots"))), look(list), { comments: true });
      // Of a list of comments each was taken by itself: of those of before, a new object would be nobody's doing.
      if (keys?.join() === "Annots") { if (found !== "annotations") take(list); else if (list instanceof PDFRef) explained.add(list.tag); }
    } else if (seen.has(tag)) found = "content";
    else if (form instanceof PDFRef && tag === form.tag) found = formGrew(was, is);
    else if ((fields instanceof PDFRef && tag === fields.tag) || lists.has(tag)) found = listGrew(was, is, { comments: lists.has(tag) });
    else if (store instanceof PDFRef && tag === store.tag) found = storeGrew(was, is);
    else if (proofs.has(tag)) { found = isLongerList(was, is) || (was instanceof PDFDict && touched(was, is)?.every((key) => !was.has(name(key)))) ? "proofs" : "unknown"; take(is); }
    else if (isOf(was, "FT", "/Sig") && keys?.every((key) => SIGNED.test(`/${key}`)) && !was.has(name("V")) && !(was.has(name("Lock")) && keys.includes("Lock"))) { found = "fields"; into.filled.push(fullName(after, is)); for (const key of keys) take(is.get(name(key))); }
    else if (is instanceof PDFDict && wasFilled(was, is, keys)) found = "fields";
    else if (String(before.context.trailerInfo.Info) === `${tag}` && is instanceof PDFDict && keysOf(is).every((key) => INFO.test(key)) && !references(is, []).length) found = "proofs";
    else if (String(before.catalog.get(name("Metadata"))) === `${tag}` && was instanceof PDFStream && is instanceof PDFStream && isOf(is.dict, "Type", "/Metadata")) found = "proofs";
    level = worse(level, found);
    if (level === "content") return level;
  }
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
  const into = { filled: [], added: [] }, told = (level) => ({ level, ...into });
  if (end === bytes.length) return told("nothing");
  if (!isTidy(bytes, document, end)) return told("unknown");
  if (!document.events.some((one) => one.offset >= end)) return told("nothing");
  if (tables.wrong || !tables.ends.includes(end)) return told("unknown");
  let before = null, level = "nothing";
  for (const after of revisionsAt(document, tables.ends.filter((one) => one >= end))) {
    if (before) level = worse(level, levelOf(before, after, into));
    before = after;
  }
  return told(level);
}

// The changes that a certifying signature permits (1: proofs alone, 2: fields, 3: comments, too).
function permission({ context }, { dict, holder }) {
  const lock = context.lookup(holder.get(name("Lock"))), said = lock instanceof PDFDict ? context.lookup(lock.get(name("P"))) : undefined;
  let found = said instanceof PDFNumber ? Math.min(3, said.asNumber()) : 3;
  for (const [method, params] of transforms(context, dict)) {
    const told = method === "/DocMDP" ? context.lookup(params?.get?.(name("P"))) : undefined;
    if (method === "/DocMDP") found = Math.min(found, told instanceof PDFNumber ? told.asNumber() : 2);
    else if (method !== "/FieldMDP") found = 0;
  }
  return found;
}

function transforms(context, dict) {
  const list = context.lookup(dict.get(name("Reference")));
  return (list instanceof PDFArray ? list.asArray().map((each) => context.lookup(each)) : []).map((one) => [one instanceof PDFDict ? String(context.lookup(one.get(name("TransformMethod")))) : "", one instanceof PDFDict ? context.lookup(one.get(name("TransformParams"))) : undefined]);
}

// Which fields a signature locks: each a function of a full name that says yes, no, or "unsure".
function locksOf({ context }, { dict, holder }) {
  const unsure = () => "unsure", lock = context.lookup(holder.get(name("Lock"))), text = (one) => (one instanceof PDFString || one instanceof PDFHexString ? one.decodeText() : null);
  const read = (params) => {
    const action = params instanceof PDFDict ? String(context.lookup(params.get(name("Action")))) : "", list = params instanceof PDFDict ? context.lookup(params.get(name("Fields"))) : undefined;
    if (action === "/All") return () => "yes";
    const names = list instanceof PDFArray ? list.asArray().map((one) => text(context.lookup(one))) : [null];
    if (!/^\/(Include|Exclude)$/.test(action) || names.includes(null)) return unsure;
    const isNamed = (field) => names.some((one) => field === one || field.startsWith(`${one}.`));
    return (field) => (!field ? "unsure" : (action === "/Include") === isNamed(field) ? "yes" : "no");
  };
  const signed = transforms(context, dict).filter(([method]) => method === "/FieldMDP").map(([, params]) => read(params));
  // A lock of the field that the signature did not take over: programs differ about what it means.
  return signed.length || lock === undefined || !lock.has?.(name("Action")) ? signed : [(field) => (read(lock)(field) === "no" ? "no" : "unsure")];
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
  const steps = [], forbids = found.some((one) => permission(document, one) === 0), locks = found.map((one) => locksOf(document, one));
  let worst = "nothing";
  for (const [place, one] of found.entries()) {
    const { state, subject = "", by, algorithm = "" } = made[place], values = { field: one.field };
    if (state !== "sound") continue;
    const { level, filled, added } = await since(bytes, document, one.end, tables), permits = permission(document, one);
    steps.push(good(one.end === bytes.length ? "otherWholeFile" : "otherRevision", values, "pdfsig -nocert"));
    const isJudged = LEVELS.indexOf(level) < LEVELS.indexOf("unknown"), isLocked = (field, by, as) => by.some((each) => each(field) === as);
    // What this signature locked was filled in or signed; a lock of another one is its own to say, and is left open here.
    const breaksLock = isJudged && filled.some((each) => isLocked(each, locks[place], "yes"));
    const isOpen = isJudged && [...filled, ...added].some((each) => locks.some((by) => isLocked(each, by, "yes") || isLocked(each, by, "unsure")));
    if (breaksLock || (level === "fields" && permits === 1) || (level === "annotations" && permits > 0 && permits < 3)) { steps.push(bad("otherForbidden", values, "qpdf --json")); worst = "content"; continue; }
    const told = isOpen || ((level === "fields" || level === "annotations") && forbids) ? "unknown" : level;
    steps.push({ nothing: good, proofs: good, fields: good, annotations: left, unknown: left, content: bad }[told](`other_${told}`, values, "pdfsig; qpdf --json"));
    worst = worse(worst, told);
    steps.push(left("otherWho", { ...values, subject: subject || "–", issuer: by?.issuer || "–", begins: day(by?.begins), ends: day(by?.ends), algorithm }, "pdfsig; openssl x509 -text"));
  }
  return { steps, change: worst };
}
