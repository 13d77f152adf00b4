// One PAdES signature: the CMS object against the bytes that it signs (RFC 5652, ETSI EN 319 122-1), by WebCrypto.
import * as asn1js from "asn1js";
import { encode, sameBytes as same } from "./json.js";
import { Certificate, ContentInfo, CryptoEngine, IssuerAndSerialNumber, setEngine, SignedData, TSTInfo } from "pkijs";

const ENGINE = new CryptoEngine({ name: "browser", crypto: globalThis.crypto, subtle: globalThis.crypto.subtle });
setEngine("browser", ENGINE);

// The key of a certificate that was read before is taken in once for each use of it; its members never change.
const keysBefore = new WeakMap(), keyOf = ENGINE.getPublicKey.bind(ENGINE);
ENGINE.getPublicKey = (info, algorithm, parameters) => {
  if (!parameters) return keyOf(info, algorithm);
  const known = keysBefore.get(info) ?? new Map(), use = JSON.stringify(parameters);
  keysBefore.set(info, known);
  if (!known.has(use)) {
    const made = keyOf(info, algorithm, parameters);
    made.catch(() => {});
    known.set(use, made);
  }
  return known.get(use);
};

const NAMES = { "2.5.4.3": "CN", "2.5.4.10": "O", "2.5.4.6": "C" };
const HASHES = { "2.16.840.1.101.3.4.2.1": "SHA-256", "2.16.840.1.101.3.4.2.2": "SHA-384", "2.16.840.1.101.3.4.2.3": "SHA-512" };
const KEYS = { "1.2.840.10045.2.1": "ECDSA", "1.2.840.113549.1.1.1": "RSA", "1.2.840.113549.1.1.10": "RSA-PSS" };

const RSA = ["1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"];
const SIGNATURES = new Map([
  ["2.16.840.1.101.3.4.2.1", ["1.2.840.10045.4.3.2", "1.2.840.113549.1.1.11", ...RSA]],
  ["2.16.840.1.101.3.4.2.2", ["1.2.840.10045.4.3.3", "1.2.840.113549.1.1.12", ...RSA]],
  ["2.16.840.1.101.3.4.2.3", ["1.2.840.10045.4.3.4", "1.2.840.113549.1.1.13", ...RSA]],
]);

// RFC 4514: a name that holds a comma stays one name.
const escaped = (text) => String(text).replace(/[,=+"\\<>;]/g, "\\$&");

// What pkijs compares each object with is the same each time, and long in the making.
const shape = SignedData.schema(), shapeOf = SignedData.schema.bind(SignedData);
SignedData.schema = (named) => (named === undefined ? shape : shapeOf(named));

const certificatesBefore = new Map(), MOST_KEPT = 2000;

// The certificates of the object, taken out of it: each byte for byte as it stands there, and read once for the same bytes.
function takenOut(result) {
  const object = result.valueBlock.value?.[1]?.valueBlock.value?.[0]?.valueBlock, place = (object?.value ?? []).findIndex((one) => one.idBlock.tagClass === 3 && one.idBlock.tagNumber === 0);
  const list = place < 0 ? [] : object.value[place].valueBlock.value;
  if (place < 0 || !Array.isArray(list) || list.some((one) => one.idBlock.tagClass !== 1 || one.idBlock.tagNumber !== 16)) return null;
  const found = list.map((one) => {
    const raw = one.valueBeforeDecodeView.slice(), der = encode(raw);
    if (certificatesBefore.size > MOST_KEPT) certificatesBefore.clear();
    if (!certificatesBefore.has(der)) certificatesBefore.set(der, new Certificate({ schema: one }));
    return { der, raw, certificate: certificatesBefore.get(der) };
  });
  object.value.splice(place, 1);
  return found;
}

// A part of an object in the plainest form: one octet of a tag, and a length in as few as it takes (ITU-T X.690, 10.1). Null for any other.
function part(bytes, at, until) {
  let length = bytes[at + 1], from = at + 2;
  if (length > 127) {
    const count = length & 127;
    if (count < 1 || count > 3) return null;
    for (length = 0; from < at + 2 + count; from += 1) length = length * 256 + bytes[from];
    if (!(length > 127) || length < 256 ** (count - 1)) return null;
  }
  return (bytes[at] & 31) < 31 && from + length <= until ? { tag: bytes[at], at, from, to: from + length } : null;
}

function parts(bytes, { from, to }) {
  const found = [];
  for (let at = from; at < to; at = found.at(-1).to) {
    const one = part(bytes, at, to);
    if (!one) return null;
    found.push(one);
  }
  return found;
}

function wrapped(tag, ...pieces) {
  const length = pieces.reduce((sum, one) => sum + one.length, 0), lengths = [];
  for (let rest = length; rest; rest >>>= 8) lengths.unshift(rest & 255);
  const head = length < 128 ? [tag, length] : [tag, 128 | lengths.length, ...lengths], made = new Uint8Array(head.length + length);
  made.set(head);
  let at = head.length;
  for (const one of pieces) {
    made.set(one, at);
    at += one.length;
  }
  return made;
}

// A certificate as it stands in an object, read once for the same bytes; null where it is not written as asn1js writes it.
function certificateOf(raw) {
  const der = encode(raw);
  if (!certificatesBefore.has(der)) {
    const parsed = asn1js.fromBER(raw.slice().buffer);
    if (parsed.offset !== raw.length || !same(new Uint8Array(parsed.result.toBER()), raw)) return null;
    if (certificatesBefore.size > MOST_KEPT) certificatesBefore.clear();
    certificatesBefore.set(der, new Certificate({ schema: parsed.result }));
  }
  return { der, raw, certificate: certificatesBefore.get(der) };
}

// The object without its certificates, which are two thirds of it and the same in many: { rest, carried, end }. Null for any form but the
// plainest, which is then read as a whole.
function apart(contents) {
  const info = part(contents, 0, contents.length), outer = info?.tag === 0x30 ? parts(contents, info) : null;
  if (outer?.length !== 2 || outer[0].tag !== 6 || outer[1].tag !== 0xa0) return null;
  const data = parts(contents, outer[1]), members = data?.length === 1 && data[0].tag === 0x30 ? parts(contents, data[0]) : null;
  const held = members?.filter((one) => (one.tag & 0xdf) === 0x80) ?? [];
  if (held.length !== 1 || held[0].tag !== 0xa0) return null;
  const bytes = (one) => contents.subarray(one.at, one.to), list = parts(contents, held[0]);
  if (!list?.length || list.some((one) => one.tag !== 0x30)) return null;
  const carried = list.map((one) => certificateOf(contents.slice(one.at, one.to)));
  if (carried.includes(null)) return null;
  const rest = wrapped(0x30, bytes(outer[0]), wrapped(0xa0, wrapped(0x30, ...members.filter((one) => one !== held[0]).map(bytes))));
  return { rest, carried, end: info.to };
}

// "sound", "unsound", or "unknown" where a browser or this page cannot judge; strict asks for the profile that DataPact signs in.
export async function verify(contents, signed, { strict }) {
  const unknown = (algorithm, more = {}) => ({ state: strict ? "unsound" : "unknown", algorithm, ...more });
  let plain = strict ? apart(contents) : null, parsed = plain && asn1js.fromBER(plain.rest.buffer);
  if (parsed?.offset !== plain?.rest.length) plain = parsed = null;
  parsed ??= asn1js.fromBER(contents.slice().buffer);
  const end = plain?.end ?? parsed.offset;
  if (parsed.offset === -1) return { state: "unsound" };
  // The place is padded with zeros; anything else there is hidden from whoever signs next.
  if (contents.subarray(end).some((byte) => byte !== 0)) return unknown("padding");
  // Written anew from what was read, it is the same, or a reader that counts lengths otherwise sees something else.
  if (strict && !same(new Uint8Array(parsed.result.toBER()), plain?.rest ?? contents.subarray(0, end))) return { state: "unsound" };
  const carried = plain?.carried ?? takenOut(parsed.result), info = new ContentInfo({ schema: parsed.result }), data = new SignedData({ schema: info.content });
  if (strict && !isProfile(info, data)) return { state: "unsound" };
  if (data.signerInfos.length !== 1) return unknown("CMS");
  // A timestamp signs what it says of the bytes (RFC 3161); anything else inside is an old kind (adbe.pkcs7.sha1).
  let content = signed;
  if (data.encapContentInfo.eContent) {
    if (data.encapContentInfo.eContentType !== "1.2.840.113549.1.9.16.1.4") return unknown("SHA-1");
    content = new Uint8Array(data.encapContentInfo.eContent.getValue());
    const stamped = await stamp(content, signed).catch(() => ({ unknown: "RFC 3161" }));
    if (!stamped) return { state: "unsound" };
    if (stamped.unknown) return unknown(stamped.unknown);
  }
  const signer = data.signerInfos[0];
  const { sid } = signer;
  const isSigner = sid instanceof IssuerAndSerialNumber
    ? (one) => one.serialNumber?.isEqual(sid.serialNumber) && one.issuer.isEqual(sid.issuer)
    : (one) => !strict && keyIdentifier(one) && sid?.valueBlock?.valueHexView && same(keyIdentifier(one), new Uint8Array(sid.valueBlock.valueHexView));
  const own = carried?.find((one) => isSigner(one.certificate)), certificate = own?.certificate;
  if (!certificate) return unknown("SubjectKeyIdentifier");
  const hash = HASHES[signer.digestAlgorithm.algorithmId];
  const kind = certificate.subjectPublicKeyInfo.algorithm.algorithmId;
  const key = KEYS[kind] ?? kind;
  const named = (name) => name.typesAndValues.filter((one) => NAMES[one.type]).map((one) => `${NAMES[one.type]}=${escaped(one.value.valueBlock.value)}`).join(", ");
  const subject = named(certificate.subject), by = { issuer: named(certificate.issuer), begins: certificate.notBefore.value, ends: certificate.notAfter.value };
  if (!hash) return unknown(signer.digestAlgorithm.algorithmId, { subject });
  if (!KEYS[kind]) return unknown(kind, { subject });
  if (!signer.signedAttrs) return strict ? { state: "unsound" } : bare(signer, certificate, hash, content, { subject, by, algorithm: key });
  const attributes = signer.signedAttrs.attributes;
  const digests = attributes.filter((one) => one.type === "1.2.840.113549.1.9.4");
  if (digests.length !== 1) return { state: "unsound", subject };
  const digest = new Uint8Array(await crypto.subtle.digest(hash, content));
  if (!same(digest, new Uint8Array(digests[0].values[0].valueBlock.valueHexView))) return { state: "unsound", subject };
  const kinds = attributes.filter((one) => one.type === "1.2.840.113549.1.9.3");
  if (strict && (kinds.length !== 1 || String(kinds[0].values[0]?.valueBlock) !== "1.2.840.113549.1.7.1")) return { state: "unsound", subject };
  const bound = attributes.filter((one) => one.type === "1.2.840.113549.1.9.16.2.47");
  if (strict || bound.length) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", own.raw));
    if (bound.length !== 1) return { state: "unsound", subject };
    const first = firstHash(bound[0].values[0]);
    if (!first) return unknown("signingCertificateV2", { subject });
    if (!same(first, digest)) return { state: "unsound", subject };
  }
  try {
    const sound = await ENGINE.verifyWithPublicKey(signer.signedAttrs.encodedValue, signer.signature, certificate.subjectPublicKeyInfo, signer.signatureAlgorithm, hash);
    const made = attributes.filter((one) => one.type === "1.2.840.113549.1.9.5"), time = made.length === 1 ? made[0].values[0]?.toDate?.() : undefined;
    // What stands beside the signature is protected by nothing: at best a timestamp, which this page does not judge.
    const beside = (signer.unsignedAttrs?.attributes ?? []).length > 0;
    return { state: sound ? "sound" : "unsound", subject, by, algorithm: key, der: own.der, time, beside, carried: carried.filter((one) => one !== own).map((one) => one.der) };
  } catch {
    return unknown(key, { subject });
  }
}

// What a certificate says its key is called (RFC 5280, 4.2.1.2).
function keyIdentifier(one) {
  const found = one.extensions?.find((each) => each.extnID === "2.5.29.14")?.parsedValue;
  return found?.valueBlock?.valueHexView ? new Uint8Array(found.valueBlock.valueHexView) : null;
}

// A signature over the bytes themselves, without attributes (RFC 5652, 5.4).
async function bare(signer, certificate, hash, content, told) {
  try {
    const sound = await ENGINE.verifyWithPublicKey(content.slice().buffer, signer.signature, certificate.subjectPublicKeyInfo, signer.signatureAlgorithm, hash);
    return { state: sound ? "sound" : "unsound", ...told };
  } catch {
    return { state: "unknown", ...told };
  }
}

// Whether a timestamp is one of these bytes: null where it is not.
async function stamp(content, signed) {
  const info = TSTInfo.fromBER(content.slice().buffer), hash = HASHES[info.messageImprint.hashAlgorithm.algorithmId];
  if (!hash) return { unknown: info.messageImprint.hashAlgorithm.algorithmId };
  const digest = new Uint8Array(await crypto.subtle.digest(hash, signed));
  return same(digest, new Uint8Array(info.messageImprint.hashedMessage.valueBlock.valueHexView)) ? {} : null;
}

// What no signature covers in the CMS object may still have one value only (RFC 5652).
function isProfile(info, data) {
  const signer = data.signerInfos[0];
  return info.contentType === "1.2.840.113549.1.7.2" && data.encapContentInfo.eContentType === "1.2.840.113549.1.7.1" && data.version === 1 && signer?.version === 1
    && data.digestAlgorithms.length === 1 && data.digestAlgorithms[0].algorithmId === signer.digestAlgorithm.algorithmId
    && SIGNATURES.get(signer.digestAlgorithm.algorithmId)?.includes(signer.signatureAlgorithm.algorithmId) === true;
}

// The digest of the first ESSCertIDv2 where it is SHA-256, the default (RFC 5035); null for another algorithm.
function firstHash(value) {
  const members = value.valueBlock?.value?.[0]?.valueBlock?.value?.[0]?.valueBlock?.value ?? [];
  const octets = members.find((one) => one instanceof asn1js.OctetString);
  const named = members.find((one) => one instanceof asn1js.Sequence && one.valueBlock.value[0] instanceof asn1js.ObjectIdentifier);
  if (!octets || (named && HASHES[named.valueBlock.value[0].valueBlock.toString()] !== "SHA-256")) return null;
  return new Uint8Array(octets.valueBlock.valueHexView);
}
