// Signature fields, signed ranges and the revisions of a PDF, from its bytes.
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRef, PDFStream, PDFString } from "pdf-lib";
import { sameBytes } from "./json.js";

const name = (text) => PDFName.of(text);
const textOf = (value) => (value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : "");

// Every signature that a field of the form holds, in the order of the ends of what they sign.
export function signatures(document) {
  const { context, catalog } = document;
  const form = context.lookup(catalog.get(name("AcroForm")));
  const found = [], seen = new Set();
  const walk = (list, prefix, depth) => {
    if (depth > 8 || !(list instanceof PDFArray) || list.size() > 10000) return;
    for (const entry of list.asArray()) {
      const field = context.lookup(entry);
      if (!(field instanceof PDFDict) || seen.has(field)) continue;
      seen.add(field);
      const own = textOf(context.lookup(field.get(name("T"))));
      const full = prefix && own ? `${prefix}.${own}` : prefix || own;
      walk(context.lookup(field.get(name("Kids"))), full, depth + 1);
      const value = context.lookup(field.get(name("V")));
      if (!(value instanceof PDFDict) || !(value.get(name("ByteRange")) instanceof PDFArray)) continue;
      const range = value.get(name("ByteRange")).asArray().map((one) => (one instanceof PDFNumber ? one.asNumber() : -1));
      const contents = value.get(name("Contents"));
      const date = textOf(value.get(name("M")));
      found.push({
        field: full, holder: field, range, contents: contents instanceof PDFHexString ? contents.asBytes() : new Uint8Array(),
        isTimestamp: /^\/DocTimeStamp$/.test(String(value.get(name("Type")))) && String(value.get(name("SubFilter"))) === "/ETSI.RFC3161", time: date, value: String(field.get(name("V"))), dict: value, filter: String(value.get(name("SubFilter")) ?? ""), end: range[2] + range[3],
      });
    }
  };
  if (form instanceof PDFDict) walk(context.lookup(form.get(name("Fields"))), "", 0);
  return found.sort((one, other) => one.end - other.end);
}

// Signatures by their bytes alone, of a file whose objects cannot be read.
export function rawSignatures(bytes) {
  const text = new TextDecoder("latin1").decode(bytes), found = [];
  for (const [place, matched] of [...text.matchAll(/\/ByteRange\s{0,4}\[\s{0,4}(\d{1,10})\s{1,4}(\d{1,10})\s{1,4}(\d{1,10})\s{1,4}(\d{1,10})\s{0,4}\]/g)].entries()) {
    const range = matched.slice(1).map(Number), hex = text.slice(range[1] + 1, range[2] - 1), pairs = /^[0-9A-Fa-f]*$/.test(hex) ? (hex.match(/../g) ?? []) : [];
    found.push({ field: `#${place + 1}`, range, contents: Uint8Array.from(pairs, (pair) => parseInt(pair, 16)) });
  }
  return found;
}

// The full names of all signature fields of the form, filled or empty.
export function signatureFields(document) {
  const { context, catalog } = document, found = [], seen = new Set();
  const walk = (list, prefix, depth) => {
    for (const entry of depth <= 8 && list instanceof PDFArray ? list.asArray() : []) {
      const field = context.lookup(entry);
      if (!(field instanceof PDFDict) || seen.has(field)) continue;
      seen.add(field);
      const own = textOf(context.lookup(field.get(name("T")))), full = prefix && own ? `${prefix}.${own}` : prefix || own;
      if (String(context.lookup(field.get(name("FT")))) === "/Sig") found.push(full);
      walk(context.lookup(field.get(name("Kids"))), full, depth + 1);
    }
  };
  const form = context.lookup(catalog.get(name("AcroForm")));
  if (form instanceof PDFDict) walk(context.lookup(form.get(name("Fields"))), "", 0);
  return found;
}

// The moment that a signature claims, by its dictionary where the CMS object has none.
export function moment(time) {
  const found = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-]\d\d)'?(\d\d)'?)/.exec(time);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, zone, more] = found;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone ? `${zone}:${more}` : "Z"}`);
}

const DIGITS = new Uint8Array(256).fill(255);
for (const [value, digit] of [..."0123456789abcdef"].entries()) for (const one of [digit, digit.toUpperCase()]) DIGITS[one.charCodeAt(0)] = value;

// Whether hexadecimal digits, and nothing else, stand for these bytes.
function isHexOf(digits, bytes) {
  if (digits.length !== 2 * bytes.length) return false;
  for (let place = 0; place < bytes.length; place += 1) {
    const high = DIGITS[digits[2 * place]], low = DIGITS[digits[2 * place + 1]];
    if (high > 15 || low > 15 || ((high << 4) | low) !== bytes[place]) return false;
  }
  return true;
}

// The range covers everything from the start to the end of a revision but the hexadecimal string of the signature.
export function isGapless(bytes, { range, contents }) {
  if (range.length !== 4 || range[0] !== 0 || range.some((one) => !Number.isSafeInteger(one) || one < 0)) return false;
  const [, first, second, length] = range;
  if (second <= first || second + length > bytes.length) return false;
  if (bytes[first] !== 0x3c || bytes[second - 1] !== 0x3e) return false;
  if (!isHexOf(bytes.subarray(first + 1, second - 1), contents)) return false;
  const tail = new TextDecoder("latin1").decode(bytes.subarray(Math.max(0, second + length - 8), second + length));
  return /%%EOF\r?\n?$/.test(tail);
}

// Whether its digits are of one case: two would carry something that no signature covers.
export function isOneCase(bytes, { range }) {
  return /^<(?:[0-9A-F]*|[0-9a-f]*)>$/.test(new TextDecoder("latin1").decode(bytes.subarray(range[1], range[2])));
}

export function signedBytes(bytes, { range }) {
  const [, first, second, length] = range;
  const joined = new Uint8Array(first + length);
  joined.set(bytes.subarray(0, first));
  joined.set(bytes.subarray(second, second + length), first);
  return joined;
}

// One spelling for each value: strings by their bytes, members by name.
export function spelled(value) {
  if (value instanceof PDFString || value instanceof PDFHexString) return `<${Array.from(value.asBytes()).join()}>`;
  if (value instanceof PDFArray) return `[${value.asArray().map(spelled).join(" ")}]`;
  if (value instanceof PDFDict) {
    const members = value.entries().map(([key, one]) => `${String(key)} ${spelled(one)}`);
    return `<<${members.sort().join(" ")}>>`;
  }
  return String(value);
}

export function isUnchanged(was, is) {
  if (was === is) return true;
  if (!(was instanceof PDFStream) || !(is instanceof PDFStream)) return !(was instanceof PDFStream || is instanceof PDFStream) && spelled(was) === spelled(is);
  return spelled(was.dict) === spelled(is.dict) && sameBytes(was.getContents(), is.getContents());
}

const objectsOf = new WeakMap();

// What a state of a document holds, by number.
export function objects(document) {
  const known = objectsOf.get(document);
  if (known) return known;
  const found = new Map();
  objectsOf.set(document, found);
  for (const [reference, value] of document.context.indirectObjects) {
    if (value instanceof PDFStream && /^\/(XRef|ObjStm)$/.test(String(value.dict.get(name("Type"))))) continue;
    found.set(reference.tag, value);
  }
  return found;
}

export function references(value, into) {
  if (value instanceof PDFRef) into.push(value.tag);
  else if (value instanceof PDFStream) references(value.dict, into);
  else if (value instanceof PDFDict) for (const one of value.values()) references(one, into);
  else if (value instanceof PDFArray) for (const one of value.asArray()) references(one, into);
  return into;
}

// Names that a dictionary gained; null when anything else changed but the picture of an empty field and the flag of the form.
function gained(old, now) {
  if (!(old instanceof PDFDict) || !(now instanceof PDFDict)) return null;
  const before = new Map(old.entries().map(([key, value]) => [String(key), spelled(value)]));
  const after = new Map(now.entries().map(([key, value]) => [String(key), spelled(value)]));
  for (const [key, value] of before) if (after.get(key) !== value && key !== "/AP" && key !== "/SigFlags") return null;
  return [...after.keys()].filter((key) => before.get(key) !== after.get(key));
}

// Whether form and field list only gained fields at their end, as a document timestamp brings one.
function isLonger(was, is) {
  if (!(was instanceof PDFDict) || !(is instanceof PDFDict)) return false;
  const keys = new Set([...was.keys(), ...is.keys()].map(String));
  return [...keys].every((key) => {
    const one = was.get(name(key.slice(1))), other = is.get(name(key.slice(1)));
    if (key !== "/Fields") return key === "/SigFlags" || (one !== undefined && other !== undefined && spelled(one) === spelled(other));
    return isLongerList(one, other);
  });
}

export const isLongerList = (one, other) => one instanceof PDFArray && other instanceof PDFArray && one.asArray().every((each, place) => other.size() > place && spelled(other.get(place)) === spelled(each));

// How many new fields hold a document timestamp; NaN where one of them has a size, a picture or an action, or holds something else.
function timestamps(brought, context) {
  const fields = brought.filter((one) => one instanceof PDFDict && (one.has(name("FT")) || String(one.get(name("Subtype"))) === "/Widget" || one.has(name("T"))));
  const sound = fields.every((one) => {
    const value = context.lookup(one.get(name("V"))), size = context.lookup(one.get(name("Rect")));
    return one.keys().every((key) => /^\/(Type|Subtype|FT|T|V|F|Rect|P|Ff)$/.test(String(key)))
      && String(one.get(name("FT"))) === "/Sig" && value instanceof PDFDict && String(value.get(name("Type"))) === "/DocTimeStamp"
      && (size === undefined || (size instanceof PDFArray && size.asArray().every((each) => String(each) === "0")));
  });
  return sound ? fields.length : NaN;
}

const pointsTo = new WeakMap();

// To which numbers a state of a document points, or pointed before; a later state adds what it brought.
function pointed(of) {
  let found = pointsTo.get(of);
  if (!found) {
    found = new Set();
    for (const value of of.values()) for (const tag of references(value, [])) found.add(tag);
    pointsTo.set(of, found);
  }
  return found;
}

// An added object to which a revision pointed when it was not there, or null: whoever adds one fills a place that was signed empty.
export function filledPlace(old, now, added) {
  const before = pointed(old);
  for (const tag of added) if (before.has(tag)) return tag;
  const grown = new Set(before);
  for (const [tag, value] of now) if (old.get(tag) !== value) for (const one of references(value, [])) grown.add(one);
  pointsTo.set(now, grown);
  return null;
}

// What one revision changed beyond one signature, after docs/verify-without-datapact.md, step 4; empty when nothing.
// With proofs it may be one without a signature, or with a document timestamp, and bring nothing but proofs.
export function beyondSignature(before, after, { proofs = false } = {}) {
  const old = objects(before), now = objects(after);
  for (const tag of old.keys()) if (!now.has(tag)) return { wrong: `object ${tag} was removed` };
  const root = String(after.context.trailerInfo.Root);
  if (root !== String(before.context.trailerInfo.Root)) return { wrong: "another catalog" };
  const catalog = after.catalog;
  if (!(catalog instanceof PDFDict) || !(before.catalog instanceof PDFDict)) return { wrong: "no catalog" };
  const form = String(catalog.get(name("AcroForm"))), store = String(catalog.get(name("DSS")));
  // The store is a new object or the one from before: anything else, such as a page, would be lost under it.
  if (old.has(store) && store !== String(before.catalog.get(name("DSS")))) return { wrong: "evidence in place of something else" };
  const signed = [], reached = [];
  const fields = before.context.lookup(before.catalog.get(name("AcroForm")))?.get?.(name("Fields")), list = fields instanceof PDFRef ? fields.tag : "";
  for (const [tag, was] of old) {
    const is = now.get(tag);
    if (was === is) continue;
    if (isUnchanged(was, is)) {
      // Written anew as it was: harmless where a signature writes, and done by nobody honest elsewhere.
      if ([root, form, store, list].includes(tag) || (is instanceof PDFDict && String(is.get(name("FT"))) === "/Sig")) continue;
      return { wrong: `object ${tag} was written anew` };
    }
    let allowed;
    if (proofs && ((tag === form && isLonger(was, is)) || (tag === list && isLongerList(was, is)))) {
      references(is, reached);
      continue;
    }
    if (tag === root) allowed = ["/DSS", "/Perms", "/Extensions"];
    else if (tag === form) {
      allowed = ["/SigFlags"];
      if (String(is.get?.(name("SigFlags"))) !== "3") return { wrong: "the form was opened" };
    } else if (tag === store) {
      for (const kind of ["Certs", "CRLs", "OCSPs"]) {
        const list = (one) => (one.get?.(name(kind)) instanceof PDFArray ? one.get(name(kind)).asArray().map(String) : []);
        if (list(was).some((one, place) => list(is)[place] !== one)) return { wrong: "evidence was replaced" };
      }
      const keys = (one) => one.entries().map(([key]) => String(key)).filter((key) => !/^\/(Certs|CRLs|OCSPs|VRI)$/.test(key)).sort().join();
      if (!(is instanceof PDFDict) || keys(was) !== keys(is)) return { wrong: "evidence was replaced" };
      references(is, reached);
      continue;
    } else {
      allowed = ["/V", "/AP"];
      if (!(is instanceof PDFDict) || String(is.get(name("FT"))) !== "/Sig") return { wrong: `object ${tag} was changed and is no signature field` };
    }
    const more = gained(was, is);
    if (!more || more.some((key) => !allowed.includes(key))) return { wrong: `object ${tag} was changed` };
    if (allowed.includes("/V")) {
      if (!more.includes("/V")) return { wrong: `object ${tag} was changed and not signed` };
      signed.push(textOf(is.get(name("T"))));
    }
    for (const key of more) references(is.get(name(key.slice(1))), reached);
  }
  if (signed.length !== (proofs ? 0 : 1)) return { wrong: "not exactly one signature" };
  const added = new Set([...now.keys()].filter((tag) => !old.has(tag))), seen = new Set();
  const filled = filledPlace(old, now, added);
  if (filled !== null) return { wrong: `object ${filled} fills a place that was empty` };
  while (reached.length) {
    const tag = reached.pop();
    if (!added.has(tag) || seen.has(tag)) continue;
    seen.add(tag);
    references(now.get(tag), reached);
  }
  const stamps = proofs ? timestamps([...seen].map((tag) => now.get(tag)), after.context) : 0;
  const rest = [...added].filter((tag) => !seen.has(tag)), some = rest.slice(0, 5).join(", ");
  return rest.length ? { wrong: `objects that belong to no signature: ${some}` } : { field: signed[0], stamps };
}

// The first signature certifies the document for form filling alone (ISO 32000-2, 12.8.2.2), and the catalog says so.
export function isCertified(document, first) {
  const { context, catalog } = document;
  const look = (dict, key) => (dict instanceof PDFDict ? context.lookup(dict.get(name(key))) : undefined);
  const list = look(first.dict, "Reference");
  const transform = list instanceof PDFArray && list.size() === 1 ? context.lookup(list.get(0)) : undefined;
  const permissions = look(catalog, "Perms");
  return String(look(transform, "TransformMethod")) === "/DocMDP" && String(look(look(transform, "TransformParams"), "P")) === "2"
    && permissions instanceof PDFDict && String(permissions.get(name("DocMDP"))) === first.value;
}
