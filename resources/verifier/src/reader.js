// Reads the objects of a PDF and notes where each stands, so that the tables can be held to what was read.
//
// pdf-lib takes objects in the order of the file, every other reader by the tables. Only where both give the same is a word
// about the file true; exact() says whether they do. It also bounds what is inflated.
import { decodePDFRawStream, PDFArray, PDFCatalog, PDFContext, PDFDict, PDFDocument, PDFName, PDFNumber, PDFObjectStreamParser, PDFPageLeaf, PDFPageTree, PDFParser, PDFRawStream, PDFRef } from "pdf-lib";
import { inflate } from "./inflate.js";
import { quicken, referenceTo } from "./parser.js";

export const LARGEST = 64 * 1024 * 1024;
const MOST_INFLATED = LARGEST, MOST_REVISIONS = 200, AT_ONCE = 64 * 1024;
const latin = new TextDecoder("latin1");
const name = (text) => PDFName.of(text);
const codes = (text) => Array.from(text, (one) => one.charCodeAt(0));

// What this page does not read: neither right nor wrong.
export class Unread extends Error {}

// Inflated bytes, at most so many; raises Unread beyond, and an error for what is cut off or goes on behind its end.
export async function inflated(data, most, kind = "deflate") {
  // Short ones here: the streams of a browser take longer to begin than these to end.
  return data.length > AT_ONCE ? inParts(data, most, kind) : inflate(data, most, kind === "deflate-raw", () => { throw new Unread("inflated"); });
}

async function inParts(data, most, kind) {
  const stream = new DecompressionStream(kind), writer = stream.writable.getWriter(), reader = stream.readable.getReader(), parts = [];
  writer.write(data).catch(() => {});
  writer.close().catch(() => {});
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(parts, size);
    size += value.length;
    if (size > most) {
      reader.cancel().catch(() => {});
      throw new Unread("inflated");
    }
    parts.push(value);
  }
}

function joined(parts, size) {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// The bytes of a stream, its filters undone: deflate by the browser and bounded, others only where they are short.
export async function contentsOf(stream, most) {
  const { dict } = stream, raw = stream.getContents();
  const filter = dict.lookup(name("Filter")), single = filter instanceof PDFArray && filter.size() === 1 ? filter.lookup(0) : filter;
  if (!single) return raw;
  const plain = String(single) === "/FlateDecode" && (!dict.has(name("DecodeParms")) || dict.lookup(name("DecodeParms")) instanceof PDFDict);
  if (!plain) {
    if (raw.length > 65536 || (filter instanceof PDFArray && filter.size() > 2)) throw new Unread("filter");
    return decodePDFRawStream(stream).decode();
  }
  const data = await inflated(raw, most), said = dict.lookup(name("DecodeParms"));
  return said ? unpredicted(data, said) : data;
}

// PNG rows (RFC 2083, 6) with the filters none and up, which the tables of PDFs use; another is not read.
function unpredicted(data, said) {
  const number = (key, other) => { const found = said.lookup(name(key)); return found instanceof PDFNumber ? found.asNumber() : other; };
  if (number("Predictor", 1) === 1) return data;
  const width = number("Columns", 1);
  if (number("Predictor", 1) < 10 || number("Colors", 1) !== 1 || number("BitsPerComponent", 8) !== 8 || !(width > 0) || data.length % (width + 1)) throw new Unread("predictor");
  const rows = data.length / (width + 1), out = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    const kind = data[row * (width + 1)];
    if (kind !== 0 && kind !== 2) throw new Unread("predictor");
    for (let column = 0; column < width; column += 1) {
      const above = kind === 2 && row ? out[(row - 1) * width + column] : 0;
      out[row * width + column] = data[row * (width + 1) + 1 + column] + above;
    }
  }
  return out;
}

const TYPE = name("Type"), KINDS = new Map([[name("Catalog"), PDFCatalog], [name("Pages"), PDFPageTree], [name("Page"), PDFPageLeaf]]);

// A dictionary as pdf-lib makes it; one that names a member twice is noted, since readers differ on which counts.
function parseDict() {
  const members = new Map();
  this.bytes.assertNext(0x3c);
  this.bytes.assertNext(0x3c);
  this.skipWhitespaceAndComments();
  while (!this.bytes.done() && this.bytes.peek() !== 0x3e) {
    const key = this.parseName();
    if (members.has(key)) this.context.saidTwice = true;
    members.set(key, this.parseObject());
    this.skipWhitespaceAndComments();
  }
  this.bytes.assertNext(0x3e);
  this.bytes.assertNext(0x3e);
  const kind = KINDS.get(members.get(TYPE)) ?? PDFDict;
  return kind.fromMapWithContext(members, this.context);
}

class ObjectStreamReader extends PDFObjectStreamParser {
  parseOffsetsAndObjectNumbers() {
    const found = super.parseOffsetsAndObjectNumbers();
    this.numbers = found.map((one) => one.objectNumber);
    return found;
  }
}
quicken(ObjectStreamReader, {
  parseDict,
  // Without a promise for each object. A second reading is none: each stream has its own reader.
  parseIntoContext() {
    for (const { objectNumber, offset } of this.parseOffsetsAndObjectNumbers()) {
      this.bytes.moveTo(this.firstOffset + offset);
      this.context.assign(referenceTo(objectNumber), this.parseObject());
    }
  },
});

const inflatedBefore = new WeakMap(), isDigit = (byte) => byte >= 0x30 && byte <= 0x39;

// A page without workers breathes after so many objects; a worker has nothing to show, and a browser wakes it four milliseconds late each time.
const OBJECTS_AT_ONCE = typeof window === "undefined" ? Infinity : 100;

class Reader extends PDFParser {
  constructor(bytes) {
    super(bytes, OBJECTS_AT_ONCE, true, false);
    this.data = bytes;
    this.events = [];
    this.most = MOST_INFLATED;
    this.assigned = [];
    const { context } = this, assign = context.assign.bind(context);
    context.assign = (reference, object) => { this.assigned.push([reference, object]); assign(reference, object); };
  }

  // As pdf-lib goes through them, with a promise for those alone that hold others.
  async parseIndirectObjects() {
    this.skipWhitespaceAndComments();
    while (!this.bytes.done() && isDigit(this.bytes.peek())) {
      const offset = this.bytes.offset();
      try {
        const held = this.takeObject();
        if (held) await held;
      } catch {
        this.bytes.moveTo(offset);
        this.tryToParseInvalidIndirectObject();
      }
      this.skipWhitespaceAndComments();
      this.skipJibberish();
      if (this.shouldWaitForTick()) await new Promise((resolve) => { setTimeout(resolve); });
    }
  }

  // A promise where the object holds others, which are inflated first.
  takeObject() {
    this.skipWhitespaceAndComments();
    const offset = this.bytes.offset(), reference = this.parseIndirectObjectHeader();
    this.skipWhitespaceAndComments();
    const object = this.parseObject();
    this.skipWhitespaceAndComments();
    this.matchKeyword(codes("endobj"));
    const event = { kind: "object", number: reference.objectNumber, generation: reference.generationNumber, offset, end: this.bytes.offset() };
    this.events.push(event);
    const type = object instanceof PDFRawStream ? String(object.dict.lookup(name("Type"))) : "";
    if (type === "/ObjStm") return this.takeHeld(object, event);
    if (type === "/XRef") {
      event.table = object;
      this.takeTrailer(object.dict);
    } else this.context.assign(reference, object);
    return null;
  }

  async takeHeld(object, event) {
    const data = await this.inflatedOnce(object, event.offset);
    this.most -= data.length;
    const dict = object.dict.clone(this.context);
    for (const key of ["Filter", "DecodeParms"]) dict.delete(name(key));
    const inside = new ObjectStreamReader(PDFRawStream.of(dict, data), this.shouldWaitForTick);
    inside.parseIntoContext();
    event.holds = inside.numbers;
  }

  // Each revision is read from the start: what stands at one place of the same bytes is inflated once.
  async inflatedOnce(object, offset) {
    const { buffer, byteOffset } = this.data, known = inflatedBefore.get(buffer) ?? new Map(), place = `${byteOffset + offset} ${object.getContents().length}`;
    inflatedBefore.set(buffer, known);
    if (!known.has(place)) known.set(place, await contentsOf(object, this.most));
    const data = known.get(place);
    if (data.length > this.most) throw new Unread("inflated");
    return data;
  }

  // Between objects pdf-lib asks this at each byte, and reads a number to its end each time: of a long one for ever.
  matchIndirectObjectHeader() {
    const at = this.bytes.offset();
    if (!isDigit(this.data[at]) || (at && isDigit(this.data[at - 1]))) return false;
    return /^\d{1,10}[\s\0]+\d{1,5}[\s\0]+obj/.test(latin.decode(this.data.subarray(at, at + 64))) && super.matchIndirectObjectHeader();
  }

  takeTrailer(dict) {
    const { trailerInfo } = this.context;
    for (const key of ["Root", "Encrypt", "Info", "ID"]) trailerInfo[key] = dict.get(name(key)) || trailerInfo[key];
  }

  maybeParseCrossRefSection() {
    this.skipWhitespaceAndComments();
    const offset = this.bytes.offset(), found = super.maybeParseCrossRefSection();
    if (found) this.events.push({ kind: "table", offset, end: this.bytes.offset() });
    return found;
  }

  maybeParseTrailerDict() {
    this.skipWhitespaceAndComments();
    const offset = this.bytes.offset();
    if (!this.matchKeyword(codes("trailer"))) return;
    this.skipWhitespaceAndComments();
    const dict = this.parseDict();
    this.events.push({ kind: "trailer", dict, offset, end: this.bytes.offset() });
    this.takeTrailer(dict);
  }

  maybeParseTrailer() {
    this.skipWhitespaceAndComments();
    const offset = this.bytes.offset(), found = super.maybeParseTrailer();
    if (found) {
      const text = latin.decode(this.data.subarray(offset, offset + 64)), said = /^startxref\s+(\d+)\s+%%EOF(?:\r\n|\n|\r)?/.exec(text);
      this.events.push({ kind: "end", offset, at: said ? Number(said[1]) : -1, end: said ? offset + said[0].length : -1, assigned: this.assigned, trailer: { ...this.context.trailerInfo } });
      this.assigned = [];
    }
    return found;
  }
}
quicken(Reader, { parseDict });

// A document as pdf-lib has it, with the events of its reading. Raises EncryptedPDFError, Unread, and what pdf-lib raises.
export async function open(bytes) {
  const reader = new Reader(bytes);
  const document = new PDFDocument(await reader.parseDocument(), false, false);
  document.events = reader.events;
  return document;
}

// The document as it was at each of these ends of revisions, in their order, from the one reading of the whole. What a revision
// left as it was is the same object in each. Raises Unread where no revision ends there.
export function* revisionsAt(document, ends) {
  const known = new Map(), wanted = [...ends];
  for (const event of document.events) {
    if (!wanted.length) return;
    if (event.kind !== "end") continue;
    for (const [reference, object] of event.assigned) known.set(reference, object);
    if (event.end !== wanted[0]) continue;
    wanted.shift();
    const context = PDFContext.create();
    for (const [reference, object] of known) context.assign(reference, object);
    context.trailerInfo = event.trailer;
    yield { context, catalog: context.lookup(event.trailer.Root) };
  }
  if (wanted.length) throw new Unread("revision");
}

const NOTHING = /^(?:[\0\t\n\f\r ]|%[^\r\n]*(?=[\r\n]|$))*$/, WORDS = /startxref|trailer|xref|obj|%%EOF/;
const HEAD = /^\s{0,4}\d{1,10}\s{1,4}\d{1,5}\s{1,4}obj/;
const LIKE_HEAD = /(?:\d[\0\t\n\f\r ]|%[^\r\n%]*[\r\n])[\0\t\n\f\r ]*obj(?![^\0\t\n\f\r ()<>[\]{}/%])/g;

// Whether behind a place stands nothing but what was read, white space and comments: readers that find no table where one should be
// look through the whole file for objects, also inside of what others pass over. So nothing in a stream, a text or a comment looks like one.
export function isTidy(bytes, document, from) {
  const isNothing = (start, end) => { const text = latin.decode(bytes.subarray(start, end)); return NOTHING.test(text) && !WORDS.test(text); };
  let at = from;
  for (const { offset, end } of document.events) {
    if (end >= 0 && end <= from) continue;
    if (end < 0 || offset < at || !isNothing(at, offset)) return false;
    at = end;
  }
  return isNothing(at, bytes.length) && !holdsOtherObjects(bytes, document, from);
}

// Whether anything behind a place looks like the head of an object and is none of those that were read: to some readers NUL and comments
// are white space, and a number has any count of digits.
function holdsOtherObjects(bytes, document, from) {
  const heads = new Set();
  for (const { kind, offset } of document.events) {
    const head = kind === "object" && offset >= from ? HEAD.exec(latin.decode(bytes.subarray(offset, offset + 40))) : null;
    if (head) heads.add(offset - from + head[0].length);
  }
  for (const found of latin.decode(bytes.subarray(from)).matchAll(LIKE_HEAD)) if (!heads.has(found.index + found[0].length)) return true;
  return false;
}

// Entries of a table: [number, kind (0 free, 1 at an offset, 2 in an object stream), offset or stream, generation or place].
function rowsOf(bytes, { offset, end }) {
  const text = latin.decode(bytes.subarray(offset, end)), rows = [], head = /^xref[ ]*(?:\r\n|\n|\r)/.exec(text);
  if (!head) return null;
  let at = head[0].length;
  while (at < text.trimEnd().length) {
    const section = /^(\d{1,10}) (\d{1,7})[ ]*(?:\r\n|\n|\r)/.exec(text.slice(at, at + 40));
    if (!section) return null;
    at += section[0].length;
    for (let place = 0; place < Number(section[2]); place += 1, at += 20) {
      const row = /^(\d{10}) (\d{5}) ([nf])(?: \n| \r|\r\n)$/.exec(text.slice(at, at + 20));
      if (!row) return null;
      rows.push([Number(section[1]) + place, row[3] === "n" ? 1 : 0, Number(row[1]), Number(row[2])]);
    }
  }
  return rows;
}

async function rowsOfStream({ dict }, stream) {
  const numbers = (key) => { const list = dict.lookup(name(key)); return list instanceof PDFArray ? list.asArray().map((one) => (one instanceof PDFNumber ? one.asNumber() : NaN)) : null; };
  const widths = numbers("W"), size = dict.lookup(name("Size"));
  const index = numbers("Index") ?? [0, size instanceof PDFNumber ? size.asNumber() : NaN];
  if (!widths || widths.length !== 3 || index.length % 2 || [...widths, ...index].some((one) => !Number.isSafeInteger(one) || one < 0) || widths.some((one) => one > 8)) return null;
  const width = widths[0] + widths[1] + widths[2], data = await contentsOf(stream, LARGEST), rows = [];
  const read = (place, count) => {
    let sum = 0;
    for (let at = place; at < place + count; at += 1) sum = sum * 256 + data[at];
    return sum;
  };
  let place = 0;
  for (let part = 0; part < index.length; part += 2) {
    for (let number = index[part]; number < index[part] + index[part + 1]; number += 1, place += width) {
      if (!width || place + width > data.length) return null;
      rows.push([number, widths[0] ? read(place, widths[0]) : 1, read(place + widths[0], widths[1]), read(place + widths[0] + widths[1], widths[2])]);
    }
  }
  return place === data.length ? rows : null;
}

const numberOf = (dict, key) => { const found = dict.get(name(key)); return found instanceof PDFNumber ? found.asNumber() : null; };

// The ends of the revisions where the tables name exactly the objects that were read; otherwise what is against it.
// Others' files may begin with a first page that has a table of its own (linearized, ISO 32000-2, annex F): two tables of one revision.
export async function exact(bytes, document, { linearized = false } = {}) {
  if (document.context.saidTwice) return { wrong: "a dictionary names a member twice" };
  const ends = [], used = new Set();
  let objects = [], table = null, trailer = null, before = null, first = null;
  for (const event of document.events) {
    if (event.kind === "object") {
      if (table && !table.stream) return { wrong: "an object stands behind its table" };
      objects.push(event);
      if (event.table) {
        if (table) return { wrong: "two tables in one revision" };
        table = { stream: event.table, offset: event.offset, number: event.number };
        trailer = event.table.dict;
      } else if (table) return { wrong: "an object stands behind its table" };
    } else if (event.kind === "table") {
      if (table) return { wrong: "two tables in one revision" };
      table = event;
    } else if (event.kind === "trailer") {
      if (!table || table.stream || trailer) return { wrong: "two trailers in one revision" };
      trailer = event.dict;
    } else if (linearized && event.at === 0 && !ends.length && !first && table && trailer) {
      first = { table, trailer };
      [table, trailer] = [null, null];
    } else {
      if (!table || !trailer || event.at !== (first ?? { table }).table.offset || event.end < 0) return { wrong: "the end names another table" };
      if (first) {
        if (numberOf(first.trailer, "Prev") !== table.offset || trailer.has(name("Prev")) || [first.trailer, trailer].some((one) => one.has(name("XRefStm")))) return { wrong: "the table follows another one" };
        if (!(first.trailer.get(name("Root")) instanceof PDFRef)) return { wrong: "no catalog" };
        const rows = [];
        for (const one of [first.table, table]) rows.push(...((await tableRows(bytes, one)) ?? [[NaN, 1, NaN, NaN]]));
        const wrong = unlike(rows, objects, [first.table.number, table.number], used);
        if (wrong) return { wrong };
        before = first.table.offset;
        ends.push(event.end);
        [objects, table, trailer, first] = [[], null, null, null];
        continue;
      }
      if (numberOf(trailer, "Prev") !== before || (before === null && trailer.has(name("Prev"))) || trailer.has(name("XRefStm"))) return { wrong: "the table follows another one" };
      if (!(trailer.get(name("Root")) instanceof PDFRef)) return { wrong: "no catalog" };
      const rows = await tableRows(bytes, table);
      const wrong = rows ? unlike(rows, objects, [table.number], used) : "the table cannot be read";
      if (wrong) return { wrong };
      before = table.offset;
      ends.push(event.end);
      if (ends.length > MOST_REVISIONS) throw new Unread("revisions");
      [objects, table, trailer] = [[], null, null];
    }
  }
  return objects.length || table || trailer || first || !ends.length ? { wrong: "the last revision has no end" } : { ends };
}

const tableRows = (bytes, table) => (table.stream ? rowsOfStream(table.stream, table.stream) : rowsOf(bytes, table));

// What sets a table apart from the objects of its revision; empty where nothing does. Adds the numbers in use to used.
function unlike(rows, objects, own, used) {
  const read = new Map();
  for (const one of objects) {
    if (one.generation !== 0) return `object ${one.number} has a generation`;
    if (read.has(one.number)) return `object ${one.number} stands there twice`;
    read.set(one.number, [1, one.offset, 0]);
  }
  for (const one of objects) {
    for (const [place, number] of (one.holds ?? []).entries()) {
      if (read.has(number)) return `object ${number} stands there twice`;
      read.set(number, [2, one.number, place]);
    }
  }
  const named = new Set();
  for (const [number, kind, where, more] of rows) {
    if (named.has(number)) return `the table names object ${number} twice`;
    named.add(number);
    if (kind === 0) {
      if (number !== 0 && used.size) return `object ${number} was removed`;
      if (read.has(number)) return `object ${number} is none by the table`;
    } else if (![kind, where, more].every((one, at) => one === read.get(number)?.[at])) return `object ${number} is another one by the table`;
  }
  for (const number of read.keys()) {
    if (!named.has(number) && !own.includes(number)) return `no table names object ${number}`;
    used.add(number);
  }
  return "";
}
