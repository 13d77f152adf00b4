// JSON as the formats of DataPact have it: no name twice, no fraction, no lone surrogate, nothing deeper than 64 (docs/file-format.md).
const LARGEST = 16 * 1024 * 1024, DEEPEST = 64;

// A file, or a part of one, that is not in its form.
export class Malformed extends Error {}

// Values of another kind than a reader expects make such errors: the file is not in its form.
export const isMalformed = (error) => error instanceof Malformed || error instanceof TypeError || error instanceof RangeError;

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }), LATIN = new TextDecoder("latin1"), AS_UTF8 = new TextEncoder();
const NUMBER = /-?(?:0|[1-9][0-9]*)/y, HEX = /[0-9a-fA-F]{4}/y;
const ESCAPES = new Map(Object.entries({ '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }));
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

// The value of a text or of UTF-8 bytes. Objects have no prototype, so that no name of a file means something else.
export function parse(data, limit = LARGEST) {
  if (data.length > limit) throw new Malformed("size");
  let text;
  try {
    text = typeof data === "string" ? data : UTF8.decode(data);
  } catch {
    throw new Malformed("UTF-8");
  }
  let at = 0;
  const taken = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) throw new Malformed("JSON");
    at += found[0].length;
    return found[0];
  };
  const space = () => {
    for (let code = text.charCodeAt(at); code === 32 || code === 10 || code === 13 || code === 9; code = text.charCodeAt(at)) at += 1;
  };
  const word = (wanted, value) => {
    if (!text.startsWith(wanted, at)) throw new Malformed("JSON");
    at += wanted.length;
    return value;
  };
  const string = () => {
    let found = "", from = (at += 1), mayBeLone = false;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 34) break;
      if (!(code >= 32)) throw new Malformed("JSON");
      if (code >= 0xd800 && code <= 0xdfff) mayBeLone = true;
      at += 1;
      if (code !== 92) continue;
      found += text.slice(from, at - 1);
      const kind = text[at];
      at += 1;
      if (kind === "u") {
        found += String.fromCharCode(parseInt(taken(HEX), 16));
        mayBeLone = true;
      } else if (ESCAPES.has(kind)) found += ESCAPES.get(kind);
      else throw new Malformed("JSON");
      from = at;
    }
    found += text.slice(from, at);
    at += 1;
    if (mayBeLone && LONE.test(found)) throw new Malformed("surrogate");
    return found;
  };
  const value = (depth) => {
    space();
    const first = text[at];
    if (first === '"') return string();
    if (first === "{" || first === "[") {
      if (depth >= DEEPEST) throw new Malformed("depth");
      const isList = first === "[", end = isList ? "]" : "}", made = isList ? [] : Object.create(null);
      at += 1;
      space();
      if (text[at] === end) { at += 1; return made; }
      for (;;) {
        if (isList) made.push(value(depth + 1));
        else {
          space();
          if (text[at] !== '"') throw new Malformed("JSON");
          const name = string();
          if (name in made) throw new Malformed("name twice");
          space();
          word(":");
          made[name] = value(depth + 1);
        }
        space();
        if (text[at] === end) { at += 1; return made; }
        word(",");
      }
    }
    if (first === "t") return word("true", true);
    if (first === "f") return word("false", false);
    if (first === "n") return word("null", null);
    const digits = taken(NUMBER);
    if (digits.length > 17 || digits === "-0" || /[.eE0-9]/.test(text[at] ?? "") || !Number.isSafeInteger(Number(digits))) throw new Malformed("number");
    return Number(digits);
  };
  const found = value(0);
  space();
  if (at !== text.length) throw new Malformed("JSON");
  return found;
}

export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

export function parseObject(data, limit) {
  const value = parse(data, limit);
  if (!isObject(value)) throw new Malformed("object");
  return value;
}

// As RFC 8785 writes a value of ours: a name given twice, or another order, makes other bytes.
export function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  let found = "";
  if (Array.isArray(value)) {
    for (const one of value) found += found ? `,${canonical(one)}` : canonical(one);
    return `[${found}]`;
  }
  for (const key of Object.keys(value).sort()) found += `${found && ","}${JSON.stringify(key)}:${canonical(value[key])}`;
  return `{${found}}`;
}

export const isSame = (one, other) => canonical(one) === canonical(other);
export function sameBytes(one, other) {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place += 1) if (one[place] !== other[place]) return false;
  return true;
}

export const isDigest = (value) => typeof value === "string" && /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value);

const SIGNS = Uint8Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", (one) => one.charCodeAt(0)), VALUES = new Int16Array(128).fill(-1);
for (const [value, code] of SIGNS.entries()) VALUES[code] = value;
const PART = 6144, AS_HERE = { alphabet: "base64url", omitPadding: true };

// base64url without padding, by the browser where it can, else without a text for each step: an archive has hundreds of thousands of digests.
export function encode(bytes) {
  if (bytes instanceof Uint8Array && bytes.toBase64) return bytes.toBase64(AS_HERE);
  let text = "";
  for (let from = 0; from < bytes.length; from += PART) {
    const end = Math.min(bytes.length, from + PART), found = new Uint8Array(Math.ceil((end - from) * 4 / 3));
    for (let at = from, place = 0; at < end; at += 3) {
      const three = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
      for (let shift = 18; shift >= 0 && place < found.length; shift -= 6) found[place++] = SIGNS[(three >> shift) & 63];
    }
    text += String.fromCharCode.apply(null, found);
  }
  return text;
}

// The bytes of strict base64url without padding: one spelling only.
export function decode(text) {
  if (typeof text !== "string" || text.length % 4 === 1) throw new Malformed("base64url");
  const bytes = new Uint8Array(Math.floor(text.length * 3 / 4));
  let held = 0, count = 0, place = 0, wrong = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at), value = code < 128 ? VALUES[code] : -1;
    wrong |= value;
    held = ((held << 6) | value) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[place++] = held >> count;
    }
  }
  if (wrong < 0 || (held & ((1 << count) - 1)) !== 0) throw new Malformed("base64url");
  return bytes;
}

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
export const digestOf = (data) => crypto.subtle.digest("SHA-256", typeof data === "string" ? AS_UTF8.encode(data) : data).then((found) => encode(new Uint8Array(found)));
export const latin = (bytes) => LATIN.decode(bytes);

// RFC 3339 in UTC with whole seconds, as everything of ours is dated: it sorts as text.
export function isTime(text) {
  const found = typeof text === "string" && /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(text);
  if (!found || found[1] === "0000") return false;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text.replace("Z", ".000Z");
}
