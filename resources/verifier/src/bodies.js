// The body of an entry against the shape of its kind: each member there, of its form, and no other.
import { authorKid, certificate, isLongTerm } from "./certificates.js";
import { decode, digestOf, encode, isDigest, isMalformed, isObject, isTime, Malformed, sha256 } from "./json.js";
import { SHAPES } from "./shapes.js";

export const WITHHELD = Symbol("withheld");
const LONGEST_TEXT = 10_000, LONGEST_LINE = 300, LONGEST_JWS = 256 * 1024, LONGEST_DISCLOSURE = 1024 * 1024, MOST_OF_PROFILE = 50;
const REFUSED = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u, ASCII = /^[\x00-\x7f]+$/;
const ROLES = new Set(["legal", "signatory", "lead", "auditor", "admin"]);

const isText = (value) => typeof value === "string";
const within = (value, most) => value.length <= most || (value.length <= 2 * most && [...value].length <= most);
const isPlain = (value, most) => isText(value) && within(value, most) && !REFUSED.test(value);
const isLine = (value) => isPlain(value, LONGEST_LINE) && !value.includes("\n");
const isName = (value) => isLine(value) && value.trim() !== "";
const isBinary = (value) => decode(value).length > 0;
export const isRoles = (value) => Array.isArray(value) && value.length > 0 && value.every((one) => ROLES.has(one)) && new Set(value).size === value.length;
const isDay = (value) => isText(value) && /^\d{4}-\d\d-\d\d$/.test(value) && isTime(`${value}T00:00:00Z`);
async function fitting(value) {
  if (encode(await sha256(decode(value.public))) !== value.thumbprint) throw new Malformed("thumbprint");
}

const readLater = (read) => (value, pending) => isBinary(value) && pending.push(read(value)) > 0;

// Each by the name that it has in shapes.js; what takes time is put down as pending.
const PLAIN = {
  text: (value) => isPlain(value, LONGEST_TEXT), line: isLine, name: isName, digest: isDigest, moment: isTime, day: isDay, binary: isBinary, roles: isRoles, anything: isObject,
  party: (value) => isDigest(value) || (isText(value) && /^external:[1-9][0-9]{0,15}$/.test(value)),
  number: (value) => Number.isSafeInteger(value) && value >= 0, truth: (value) => typeof value === "boolean",
  language: (value) => isText(value) && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(value),
  token: (value) => isText(value) && value.length <= LONGEST_JWS && ASCII.test(value), disclosure: (value) => isText(value) && value.length <= LONGEST_DISCLOSURE && ASCII.test(value),
  certificate: readLater(certificate), author_certificate: readLater(authorKid), long_term_certificate: (value) => isText(value) && isLongTerm(value),
  profile: (value) => isObject(value) && Object.keys(value).length <= MOST_OF_PROFILE && ("name" in value ? value.name === WITHHELD || isName(value.name) : "..." in value),
  sealing_key: (value, pending) => isObject(value) && !("..." in value) && !faultOf(value, { public: "binary", thumbprint: "digest" }, pending) && pending.push(fitting(value)) > 0,
};

function passes(value, check, pending) {
  if (isText(check)) return PLAIN[check](value, pending);
  if ("optional" in check) return value === "" || passes(value, check.optional, pending);
  if ("one" in check) return check.one.includes(value);
  if ("list" in check) return Array.isArray(value) && value.length >= check.least && value.length <= check.most && value.every((one) => one === WITHHELD || passes(one, check.list, pending));
  return isObject(value) && !faultOf(value, check.record, pending);
}

// The first member that is unknown, absent or of another form; where one is withheld, its name is not known.
function faultOf(body, members, pending, later = []) {
  for (const name of Object.keys(body)) if (name !== "..." && !Object.hasOwn(members, name)) return name;
  for (const [name, check] of Object.entries(members)) {
    if (!(name in body)) {
      if (!("..." in body) && !later.includes(name)) return name;
    } else if (body[name] !== WITHHELD && !passes(body[name], check, pending)) return name;
  }
  return "";
}

const shapeOf = ({ history, kind }) => {
  const shapes = SHAPES[history.startsWith("urn:uuid:") ? "agreement" : "organisation"];
  return Object.hasOwn(shapes, kind) ? shapes[kind] : null;
};

// Whether a copy shows all that says what the entry does.
export function isReadable(one) {
  const listed = (value) => Array.isArray(value) && value.includes(WITHHELD);
  return (shapeOf(one)?.essential ?? []).every((name) => name in one.body && one.body[name] !== WITHHELD && !listed(one.body[name]));
}

// Raises Malformed for a body that is not one of its kind. A kind that this page does not know stays for others to judge.
export async function checkBody(one) {
  const shape = shapeOf(one);
  if (!shape) return;
  const pending = [];
  try {
    if (faultOf(one.body, shape.members, pending, shape.later)) throw new Malformed(one.kind);
    if (pending.length) await Promise.all(pending);
  } catch (error) {
    throw isMalformed(error) ? new Malformed(one.kind) : error;
  }
  // Nothing personal is essential, so nobody may erase it.
  if ("..." in one.body && one.missing === 0 && !isReadable(one)) throw new Malformed(one.kind);
}
