// How pdf-lib reads words, numbers and references, said again without a new text for each sign: an archive has millions of them.
import { PDFHexString, PDFName, PDFNumber, PDFObjectParser, PDFRef, PDFString } from "pdf-lib";

const table = (signs) => { const found = new Uint8Array(256); for (const one of signs) found[one.charCodeAt(0)] = 1; return found; };
const WHITE = table("\0\t\n\f\r "), ENDS_NAME = table("\0\t\n\f\r ()<>[]{}/%"), DIGITS = table("0123456789"), NUMERIC = table("0123456789+-.");
const SAFE_DIGITS = 15, MOST_KEPT = 5000, LARGEST_KEPT = 100000, AT_ONCE = 4096;
const names = new Map(), references = [], bySum = new Map();

function text(data, start, end) {
  if (end - start <= AT_ONCE) return String.fromCharCode.apply(null, data.subarray(start, end));
  let found = "";
  for (let at = start; at < end; at += AT_ONCE) found += String.fromCharCode.apply(null, data.subarray(at, Math.min(end, at + AT_ONCE)));
  return found;
}

// pdf-lib gives the same object for the same name and the same reference; so does what is remembered of it here.
function nameOf(raw) {
  let found = names.get(raw);
  if (!found) {
    if (names.size > MOST_KEPT) names.clear();
    names.set(raw, found = PDFName.of(raw));
  }
  return found;
}

// The name that stands between two places; of those that were met before, without a text.
function nameAt(data, start, end) {
  let sum = 0;
  for (let at = start; at < end; at += 1) sum = (Math.imul(sum, 31) + data[at]) | 0;
  const met = bySum.get(sum);
  if (met && met.raw.length === end - start) {
    let at = start;
    while (at < end && met.raw.charCodeAt(at - start) === data[at]) at += 1;
    if (at === end) return met.name;
  }
  const raw = text(data, start, end), name = nameOf(raw);
  if (bySum.size > MOST_KEPT) bySum.clear();
  bySum.set(sum, { raw, name });
  return name;
}

export const referenceTo = (number) => (number < LARGEST_KEPT ? (references[number] ??= PDFRef.of(number, 0)) : PDFRef.of(number, 0));

const slow = PDFObjectParser.prototype;
const methods = {
  skipWhitespaceAndComments() {
    const { bytes: stream } = this, data = stream.bytes, end = stream.length;
    let at = stream.idx;
    for (;;) {
      while (at < end && WHITE[data[at]]) at += 1;
      if (data[at] !== 0x25) break;
      while (at < end && data[at] !== 10 && data[at] !== 13) at += 1;
    }
    stream.idx = at;
  },

  // Digits alone; a sign, a point, or more of them than are exact go the long way.
  parseRawNumber() {
    const { bytes: stream } = this, data = stream.bytes;
    let at = stream.idx, value = 0;
    while (DIGITS[data[at]]) { value = value * 10 + data[at] - 48; at += 1; }
    const count = at - stream.idx;
    if (!count || count > SAFE_DIGITS || NUMERIC[data[at]]) return slow.parseRawNumber.call(this);
    stream.idx = at;
    return value;
  },

  parseRawInt() {
    const { bytes: stream } = this, data = stream.bytes;
    let at = stream.idx, value = 0;
    while (DIGITS[data[at]]) { value = value * 10 + data[at] - 48; at += 1; }
    const count = at - stream.idx;
    if (!count || count > SAFE_DIGITS) return slow.parseRawInt.call(this);
    stream.idx = at;
    return value;
  },

  parseNumberOrRef() {
    const first = this.parseRawNumber();
    this.skipWhitespaceAndComments();
    const { bytes: stream } = this, ahead = stream.idx;
    if (DIGITS[stream.bytes[ahead]]) {
      const second = this.parseRawNumber();
      this.skipWhitespaceAndComments();
      if (stream.bytes[stream.idx] === 0x52) {
        stream.idx += 1;
        return second === 0 && Number.isInteger(first) && first >= 0 ? referenceTo(first) : PDFRef.of(first, second);
      }
    }
    stream.idx = ahead;
    return PDFNumber.of(first);
  },

  parseName() {
    const { bytes: stream } = this, data = stream.bytes;
    stream.assertNext(0x2f);
    let at = stream.idx;
    while (at < stream.length && !ENDS_NAME[data[at]]) at += 1;
    const start = stream.idx;
    stream.idx = at;
    return nameAt(data, start, at);
  },

  parseHexString() {
    const { bytes: stream } = this;
    stream.assertNext(0x3c);
    const found = stream.bytes.indexOf(0x3e, stream.idx), end = found < 0 ? stream.length : found, value = text(stream.bytes, stream.idx, end);
    stream.idx = end;
    stream.assertNext(0x3e);
    return PDFHexString.of(value);
  },

  // To the bracket that closes it; what a backslash stands before counts for nothing.
  parseString() {
    const { bytes: stream } = this, data = stream.bytes, start = stream.idx;
    let depth = 0;
    for (let at = start; at < stream.length; at += 1) {
      const byte = data[at];
      if (byte === 0x5c) at += 1;
      else if (byte === 0x28) depth += 1;
      else if (byte === 0x29 && (depth -= 1) === 0) {
        stream.idx = at + 1;
        return PDFString.of(text(data, start + 1, at));
      }
    }
    return slow.parseString.call(this);
  },

  parseObject() {
    this.skipWhitespaceAndComments();
    const { bytes: stream } = this, byte = stream.bytes[stream.idx];
    if (byte === 0x2f) return this.parseName();
    if (NUMERIC[byte]) return this.parseNumberOrRef();
    if (byte === 0x5b) return this.parseArray();
    if (byte === 0x28) return this.parseString();
    if (byte === 0x3c && stream.bytes[stream.idx + 1] !== 0x3c) return this.parseHexString();
    return slow.parseObject.call(this);
  },
};

// Gives a kind of reader these in place of those of pdf-lib.
export function quicken(kind, more) {
  for (const [name, value] of Object.entries({ ...methods, ...more })) Object.defineProperty(kind.prototype, name, { value, writable: true, configurable: true });
}
