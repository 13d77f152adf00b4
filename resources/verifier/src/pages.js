// What a PDF of DataPact may hold beside its pages, and the text that its pages give out.
//
// The text is what the fonts say of themselves: a font can draw another letter than it names, so that found words prove nothing
// about what an eye sees. Words that are not found, or something between them, are told.
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFStream, PDFString } from "pdf-lib";
import { encode } from "./json.js";
import { contentsOf, Unread } from "./reader.js";

const name = (text) => PDFName.of(text);
const MOST_PAGES = 2000, MOST = 32 * 1024 * 1024;
const CATALOG = /^\/(StructTreeRoot|OutputIntents|ViewerPreferences|Names|DSS|AF|PageMode|Extensions|AcroForm|Pages|Perms|Version|Outlines|Type|MarkInfo|Metadata|Lang)$/;
const PAGE = /^\/(Resources|StructParents|Parent|Contents|Rotate|Tabs|MediaBox|Type|Annots)$/;
const LINK = /^\/(Border|Contents|Rect|Subtype|Type|StructParent|Dest|F|P)$/;
const WIDGET = /^\/(TU|Contents|Rect|V|Subtype|T|FT|Type|StructParent|AP|F|P|Ff|Lock|SV)$/;
const keys = (dict) => dict.keys().map(String);
const textOf = (value) => (value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : "");

// Pages in order; raises nothing: a tree that is none has no pages.
function pagesOf({ context, catalog }) {
  const found = [], seen = new Set();
  const walk = (node, depth) => {
    if (!(node instanceof PDFDict) || seen.has(node) || depth > 32 || found.length > MOST_PAGES) return;
    seen.add(node);
    const kids = context.lookup(node.get(name("Kids")));
    if (kids instanceof PDFArray) for (const kid of kids.asArray()) walk(context.lookup(kid), depth + 1);
    else found.push(node);
  };
  walk(context.lookup(catalog.get(name("Pages"))), 0);
  return found;
}

// What DataPact would not put into such a document, as a key of a sentence; empty where nothing was found.
export function foreignParts(document, attached) {
  const { context, catalog } = document, look = (dict, key) => context.lookup(dict.get(name(key)));
  if (keys(catalog).some((key) => !CATALOG.test(key))) return "partCatalog";
  const names = look(catalog, "Names");
  if (!(names instanceof PDFDict) || keys(names).join() !== "/EmbeddedFiles") return "partCatalog";
  const files = look(names, "EmbeddedFiles"), list = files instanceof PDFDict ? look(files, "Names") : undefined;
  if (!(list instanceof PDFArray) || files.has(name("Kids")) || list.size() !== 2 * attached.length) return "partFiles";
  for (let place = 0; place < list.size(); place += 2) {
    const spec = context.lookup(list.get(place + 1)), label = textOf(context.lookup(list.get(place)));
    const inside = spec instanceof PDFDict ? look(spec, "EF") : undefined;
    if (!(inside instanceof PDFDict) || keys(inside).some((key) => !/^\/U?F$/.test(key))) return "partFiles";
    if (!attached.includes(label) || !(spec instanceof PDFDict) || ["F", "UF"].some((key) => spec.has(name(key)) && textOf(look(spec, key)) !== label)) return "partFiles";
  }
  // The files that belong to the document are those of the list: a reader that goes by the other one sees the same.
  const specs = new Set(list.asArray().filter((_, place) => place % 2).map((one) => context.lookup(one))), associated = look(catalog, "AF");
  if (associated !== undefined && (!(associated instanceof PDFArray) || associated.asArray().some((one) => !specs.has(context.lookup(one))))) return "partFiles";
  const form = look(catalog, "AcroForm"), fields = form instanceof PDFDict ? look(form, "Fields") : undefined;
  const widgets = fields instanceof PDFArray ? fields.asArray().map((one) => context.lookup(one)) : [];
  if (form instanceof PDFDict && keys(form).some((key) => !/^\/(Fields|SigFlags|DA|DR)$/.test(key))) return "partFields";
  if (widgets.some((one) => !(one instanceof PDFDict) || String(look(one, "FT")) !== "/Sig" || keys(one).some((key) => !WIDGET.test(key)))) return "partFields";
  for (const page of pagesOf(document)) {
    if (keys(page).some((key) => !PAGE.test(key))) return "partPage";
    const annotations = look(page, "Annots");
    for (const entry of annotations instanceof PDFArray ? annotations.asArray() : []) {
      const one = context.lookup(entry);
      const isLink = one instanceof PDFDict && String(look(one, "Subtype")) === "/Link" && keys(one).every((key) => LINK.test(key));
      if (!isLink && !widgets.includes(one)) return "partAnnotation";
    }
  }
  return "";
}

// The text of a stream, within what all pages together may have.
async function taken(stream, budget) {
  const data = await contentsOf(stream, budget.left);
  budget.left -= data.length;
  if (budget.left < 0) throw new Unread("pages");
  return new TextDecoder("latin1").decode(data);
}

// The revocation lists that a PDF carries in its store of proofs.
export async function listsOf({ context, catalog }) {
  const store = context.lookup(catalog.get(name("DSS"))), list = store instanceof PDFDict ? context.lookup(store.get(name("CRLs"))) : undefined, found = [];
  for (const one of list instanceof PDFArray ? list.asArray().slice(0, 200) : []) {
    const stream = context.lookup(one);
    if (stream instanceof PDFStream) found.push(encode(await contentsOf(stream, 1024 * 1024)));
  }
  return found;
}

// Code to text, as the font's ToUnicode has it: a text for each of 256 codes.
const UNKNOWN = Array(256).fill("\ufffd");
async function charactersOf(font, budget) {
  if (budget.fonts.has(font)) return budget.fonts.get(font);
  const stream = font?.lookup?.(name("ToUnicode")), found = [...UNKNOWN];
  budget.fonts.set(font, found);
  if (!(stream instanceof PDFStream)) return found;
  const text = await taken(stream, budget);
  for (const [, section] of text.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code, value] of section.matchAll(/<([0-9A-Fa-f]{2})>\s*<((?:[0-9A-Fa-f]{4})+)>/g)) {
      found[parseInt(code, 16)] = String.fromCharCode(...value.match(/.{4}/g).map((unit) => parseInt(unit, 16)));
    }
  }
  return found;
}

function shownBytes(bytes, font) {
  let text = "";
  for (const code of bytes) text += font[code];
  return text;
}

const signs = (all) => { const found = new Uint8Array(256); for (const one of all) found[one.charCodeAt(0)] = 1; return found; };
const SPACE = signs("\t\n\v\f\r \u00a0"), ENDS = signs("\t\n\v\f\r \u00a0<>[](){}/%"), VALUES = new Int8Array(256).fill(-1);
for (const [value, digit] of [..."0123456789abcdef"].entries()) for (const one of [digit, digit.toUpperCase()]) VALUES[one.charCodeAt(0)] = value;
const LITERAL = /\(((?:\\[\s\S]|[^\\()])*)\)/y;

const isDigit = (code) => code >= 48 && code <= 57;
const isNumber = (code, next) => isDigit(code) || ((code === 43 || code === 45 || code === 46) && isDigit(next));
const POWERS = Array.from({ length: 16 }, (_, place) => 10 ** place), MOST_DIGITS = 15;

// The number that stands there, exactly as Number() has it; a word that is none of plain digits goes to it.
function numberAt(source, start, end) {
  let at = start, value = 0, behind = -1;
  const sign = source.charCodeAt(at);
  if (sign === 43 || sign === 45) at += 1;
  for (const first = at; at < end; at += 1) {
    const code = source.charCodeAt(at);
    if (code === 46 && behind < 0) behind = 0;
    else if (isDigit(code) && at - first < MOST_DIGITS) { value = value * 10 + code - 48; if (behind >= 0) behind += 1; } else return Number(source.slice(start, end));
  }
  const found = behind > 0 ? value / POWERS[behind] : value;
  return sign === 45 ? -found : found;
}

// A word of at most three letters as one number, so that none of the many is made a text.
const operator = (text) => [...text].reduce((sum, one) => sum * 256 + one.charCodeAt(0), 0);
const [TJ, QUOTE, QUOTES, TJS, TF, TM, TD, TDS, BT, CM, Q, QS] = ["Tj", "'", '"', "TJ", "Tf", "Tm", "Td", "TD", "BT", "cm", "q", "Q"].map(operator);
// Operators by which something else than this text can stand on a page: forms, images, shadings, text that is not painted.
const DRAWN = new Set(["Do", "BI", "sh", "Tr"].map(operator));

// The shown texts of a page with their places: [{ x, y, text }].
async function textsOf(page, context, budget) {
  const contents = context.lookup(page.get(name("Contents"))), streams = contents instanceof PDFArray ? contents.asArray().map((one) => context.lookup(one)) : [contents];
  let source = "";
  for (const one of streams) if (one instanceof PDFStream) source += `${await taken(one, budget)}\n`;
  const resources = context.lookup(page.get(name("Resources"))), fonts = resources instanceof PDFDict ? context.lookup(resources.get(name("Font"))) : undefined;
  const known = new Map();
  if (fonts instanceof PDFDict) for (const [key] of fonts.entries()) known.set(String(key).slice(1), await charactersOf(context.lookup(fonts.get(key)), budget));
  const shown = [], kept = [];
  let texts = [], numbers = [], first = null, move = [0, 0], at = [0, 0], font = UNKNOWN, next = 0;
  while (next < source.length) {
    const code = source.charCodeAt(next);
    if (SPACE[code]) { next += 1; continue; }
    if (!ENDS[code]) {
      const start = next;
      let word = code;
      for (next += 1; next < source.length; next += 1) {
        const other = source.charCodeAt(next);
        if (ENDS[other]) break;
        word = next - start < 3 ? word * 256 + other : 0;
      }
      if (isNumber(code, source.charCodeAt(start + 1))) { numbers.push(numberAt(source, start, next)); continue; }
      if (word === TJ || word === QUOTE || word === QUOTES || word === TJS) for (const text of texts) if (text) shown.push({ x: move[0] + at[0], y: move[1] + at[1], text });
      if (word === TF) font = known.get(first) ?? UNKNOWN;
      else if (word === TM) at = numbers.slice(-2);
      else if (word === TD || word === TDS) at = [at[0] + numbers.at(-2), at[1] + numbers.at(-1)];
      else if (word === BT) at = [0, 0];
      else if (word === CM) move = [move[0] + numbers.at(-2), move[1] + numbers.at(-1)];
      else if (word === Q) kept.push(move);
      else if (word === QS) move = kept.pop() ?? [0, 0];
      else if (DRAWN.has(word)) budget.draws = true;
      if (texts.length) texts = [];
      if (numbers.length) numbers = [];
      first = null;
      continue;
    }
    next += 1;
    if (code === 0x3c) {
      // Digits as their font shows them; a last digit alone has a zero behind it (ISO 32000-2, 7.3.4.3). Anything else in them makes it no text.
      if (source.charCodeAt(next) === 0x3c) { next += 1; continue; }
      let text = "", high = -1, place = next;
      for (; place < source.length; place += 1) {
        const digit = source.charCodeAt(place), value = VALUES[digit];
        if (!(value >= 0)) { if (digit <= 32 && SPACE[digit]) continue; break; }
        if (high < 0) high = value << 4;
        else { text += font[high | value]; high = -1; }
      }
      if (source.charCodeAt(place) !== 0x3e) continue;
      texts.push(high < 0 ? text : text + font[high]);
      next = place + 1;
    } else if (code === 0x28) {
      LITERAL.lastIndex = next - 1;
      const found = LITERAL.exec(source);
      if (!found) continue;
      texts.push(shownBytes(PDFString.of(found[1]).asBytes(), font));
      next = LITERAL.lastIndex;
    } else if (code === 0x2f) {
      const start = next;
      while (next < source.length && !ENDS[source.charCodeAt(next)]) next += 1;
      first ??= source.slice(start, next);
    } else if (code === 0x25) while (next < source.length && source.charCodeAt(next) !== 10 && source.charCodeAt(next) !== 13) next += 1;
  }
  return shown;
}

const packed = (text) => text.replace(/[\s\u00ad\u00a0]/g, "");

// The text of a column of all pages as one, without spaces, and where each piece of it stands.
class Column {
  constructor() {
    this.packed = "";
    this.pieces = [];
  }

  add(text, page) {
    this.pieces.push({ start: this.packed.length, text, page });
    this.packed += packed(text);
  }

  // The text from one place to another as it is read: pieces with a space between, words that a line broke in one again.
  between(start, end) {
    let found = "";
    for (const piece of this.pieces.slice(this.#first(start))) {
      if (piece.start >= end) break;
      let place = piece.start, part = "";
      for (const sign of piece.text) {
        const isIn = place >= start && place < end;
        if (isIn || (part && place === end && sign.trim() === "")) part += sign;
        place += packed(sign).length;
      }
      found = found.endsWith("\u00ad") ? found.slice(0, -1) + part : `${found}${found && part ? " " : ""}${part}`;
    }
    return found.replace(/\u00ad/g, "").replace(/\s+/g, " ").trim();
  }

  page(place) {
    return this.pieces[this.#first(place)]?.page ?? 0;
  }

  #first(place) {
    let low = 0, high = this.pieces.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.pieces[middle].start <= place) low = middle;
      else high = middle;
    }
    return low;
  }
}

const NUMBERS = /^(?:(?:§|Section)\d+|\(\d+\)|[a-z]+\))?$/;

// Which lines of the data the text of the pages lacks, or has with something else before them, by language: words.py of the guide;
// what the pages say there, on which page; and whether they draw something else than this text.
export async function missingLines(document, agreement) {
  const columns = agreement.map(() => new Column()), budget = { left: MOST, fonts: new Map(), draws: false };
  for (const [number, page] of pagesOf(document).entries()) {
    const box = document.context.lookup(page.get(name("MediaBox"))), width = box instanceof PDFArray && box.get(2) instanceof PDFNumber ? box.get(2).asNumber() : 595;
    for (const { x, y, text } of await textsOf(page, document.context, budget)) {
      if (y < 62 || y > 782) continue;
      const column = Math.min(columns.length - 1, Math.max(0, Math.floor((x * columns.length) / width)));
      columns[column]?.add(text, number + 1);
    }
  }
  const beside = agreement.map(({ lines }, column) => compared(columns[column], lines));
  return { missing: beside.map((one) => one.missing), shown: () => beside.map((one) => one.shown()), draws: budget.draws };
}

const AHEAD = 6, isBetween = (place, from, to) => place >= from && place < to;

function compared(column, lines) {
  const missing = [], found = [], texts = lines.map((one) => packed(one.text));
  let end = -1;
  for (const [place, line] of lines.entries()) {
    const text = texts[place];
    let start = end < 0 ? column.packed.indexOf(`${text}(1)`) : column.packed.indexOf(text, end);
    // Words that come again far below are another place of the same words, if one of the next lines stands before.
    if (end >= 0 && !NUMBERS.test(column.packed.slice(end, start)) && texts.slice(place + 1, place + AHEAD).some((one) => one.length > 12 && isBetween(column.packed.indexOf(one, end), end, start))) start = -1;
    if (start < 0 || (end >= 0 && !NUMBERS.test(column.packed.slice(end, start)))) missing.push(place);
    found.push(start < 0 ? null : { from: end < 0 ? start : end, start, end: start + text.length });
    if (start >= 0) end = start + text.length;
  }
  // Of lines that are nowhere the first shows what the pages have in their place.
  const shown = () => found.map((one, place) => {
    if (one) return { text: column.between(found[place - 1] === null ? one.start : one.from, one.end), page: column.page(one.start) };
    if (place && found[place - 1] === null) return null;
    const before = found.slice(0, place).findLast((each) => each)?.end ?? 0, next = found.slice(place).find((each) => each);
    const until = next ? next.start : Math.min(column.packed.length, before + 2 * texts[place].length + 200);
    return before < until ? { text: column.between(before, until), page: column.page(before) } : null;
  });
  return { missing, shown };
}
