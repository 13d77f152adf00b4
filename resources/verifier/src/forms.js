// A file of ours against the JSON Schema of its kind, of which shapes.js has what our files need.
import { isDigest, isObject, isTime, Malformed } from "./json.js";
import { FILES } from "./shapes.js";

const DIGEST = "^[A-Za-z0-9_-]{43}$", patterns = new Map();
const TYPES = { object: isObject, array: Array.isArray, string: (value) => typeof value === "string", integer: Number.isSafeInteger, boolean: (value) => typeof value === "boolean", null: (value) => value === null };
const patternOf = (text) => patterns.get(text) ?? patterns.set(text, new RegExp(text)).get(text);
const isAsWritten = (value, pattern) => patternOf(pattern).test(value) && (pattern !== DIGEST || isDigest(value)) && (!pattern.endsWith("Z$") || isTime(value));

const KEYWORDS = {
  $ref: (value, name, schema, named) => fits(value, named[name.slice("#/$defs/".length)], named),
  type: (value, kind) => TYPES[kind](value),
  const: (value, one) => value === one,
  enum: (value, all) => all.includes(value),
  anyOf: (value, all, schema, named) => all.some((one) => fits(value, one, named)),
  oneOf: (value, all, schema, named) => all.filter((one) => fits(value, one, named)).length === 1,
  properties: (value, all, schema, named) => !isObject(value) || Object.entries(all).every(([name, one]) => !(name in value) || fits(value[name], one, named)),
  required: (value, all) => !isObject(value) || all.every((name) => name in value),
  additionalProperties: (value, rest, { properties = {} }, named) => !isObject(value) || Object.keys(value).every((name) => Object.hasOwn(properties, name) || (rest !== false && (rest === true || fits(value[name], rest, named)))),
  items: (value, one, schema, named) => !Array.isArray(value) || value.every((each) => fits(each, one, named)),
  minItems: (value, least) => !Array.isArray(value) || value.length >= least,
  maxItems: (value, most) => !Array.isArray(value) || value.length <= most,
  pattern: (value, text) => typeof value !== "string" || isAsWritten(value, text),
  minLength: (value, least) => typeof value !== "string" || value.length >= least,
  maxLength: (value, most) => typeof value !== "string" || [...value].length <= most,
  minimum: (value, least) => typeof value !== "number" || value >= least,
  maximum: (value, most) => typeof value !== "number" || value <= most,
};
const fits = (value, schema, named) => Object.entries(schema).every(([name, said]) => KEYWORDS[name](value, said, schema, named));

// Raises Malformed for a value that is no file of this kind.
export function checkForm(kind, value) {
  const { $defs = {}, ...schema } = FILES[kind];
  if (!fits(value, schema, $defs)) throw new Malformed(kind);
}
