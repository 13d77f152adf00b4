// Certificates and revocation lists in base64url DER, each read without trust (RFC 5280), and the thumbprints of keys (RFC 7638).
import * as asn1js from "asn1js";
import { Certificate, CertificateRevocationList, RSAPublicKey } from "pkijs";
import { decode, digestOf, encode, Malformed, sameBytes } from "./json.js";

const LARGEST = 16 * 1024, LARGEST_LIST = 1024 * 1024, MOST_KEPT = 5000, MOST_TEXT = 4 * LARGEST;
function asn1(bytes, most) {
  if (!bytes.length || bytes.length > most) throw new Malformed("certificate");
  const parsed = asn1js.fromBER(bytes.slice().buffer);
  if (parsed.offset !== bytes.length) throw new Malformed("certificate");
  return parsed.result;
}

async function read(text) {
  const der = decode(text);
  let one;
  try {
    one = new Certificate({ schema: asn1(der, LARGEST) });
  } catch {
    throw new Malformed("certificate");
  }
  const info = one.subjectPublicKeyInfo, raw = new Uint8Array(info.subjectPublicKey.valueBlock.valueHexView);
  const found = { text, der, one, kid: "", point: null };
  if (info.algorithm.algorithmId === "1.2.840.10045.2.1" && String(info.algorithm.algorithmParams?.valueBlock) === "1.2.840.10045.3.1.7" && raw.length === 65 && raw[0] === 4) {
    found.point = raw;
    found.kid = await digestOf(`{"crv":"P-256","kty":"EC","x":"${encode(raw.subarray(1, 33))}","y":"${encode(raw.subarray(33))}"}`);
  } else if (info.algorithm.algorithmId === "1.2.840.113549.1.1.1") {
    const key = RSAPublicKey.fromBER(raw.slice().buffer);
    const [n, e] = [key.modulus, key.publicExponent].map((number) => {
      const bytes = new Uint8Array(number.valueBlock.valueHexView);
      return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
    });
    if (n.length < 384) throw new Malformed("key");
    found.kid = await digestOf(`{"e":"${encode(e)}","kty":"RSA","n":"${encode(n)}"}`);
  } else throw new Malformed("key");
  return found;
}

// A pure function of texts that remembers what it gave: files have the same certificates over and over.
function remembered(make) {
  const known = new Map();
  return (...texts) => {
    if (!texts.every((one) => typeof one === "string" && one.length < MOST_TEXT)) return make(...texts);
    const key = `${texts[0].length} ${texts.join(" ")}`;
    if (!known.has(key)) {
      if (known.size > MOST_KEPT) known.clear();
      const made = make(...texts);
      made.catch(() => {});
      known.set(key, made);
    }
    return known.get(key);
  };
}

// The certificate with the thumbprint of its key; raises Malformed for what DataPact does not know.
export const certificate = remembered(read);

export async function kidOf(text) {
  return (await certificate(text)).kid;
}

// Whether a certificate is a self-issued one with an ML-DSA-65 key (RFC 9881), which no browser verifies with.
export function isLongTerm(text) {
  try {
    const one = new Certificate({ schema: asn1(decode(text), LARGEST) }), info = one.subjectPublicKeyInfo;
    return info.algorithm.algorithmId === "2.16.840.1.101.3.4.3.18" && info.subjectPublicKey.valueBlock.valueHexView.length === 1952
      && sameBytes(raw(one.issuer), raw(one.subject));
  } catch {
    return false;
  }
}

// Only P-256 signs entries.
export async function authorKid(text) {
  const found = await certificate(text);
  if (!found.point) throw new Malformed("key");
  return found.kid;
}

const raw = (name) => new Uint8Array(name.valueBeforeDecode);

export const issuedBy = remembered(async (text, issuer) => {
  const [one, other] = await Promise.all([certificate(text), certificate(issuer)]);
  if (!raw(one.one.issuer).length || !sameBytes(raw(one.one.issuer), raw(other.one.subject))) return false;
  try {
    return await one.one.verify(other.one);
  } catch {
    return false;
  }
});

// Whether a signature of an organisation's own certificate carries one beside it that is none of its identities.
export async function carriesOthers({ der, carried }, identities) {
  for (const one of identities) if (await issuedBy(der, one)) return carried.some((each) => !identities.includes(each));
  return false;
}

// Whether the issuer signed the list; and which of its certificates are on it.
export const revocationList = remembered(async (text, issuer) => {
  const other = await certificate(issuer);
  try {
    const list = new CertificateRevocationList({ schema: asn1(decode(text), LARGEST_LIST) });
    const signed = await list.verify({ issuerCertificate: other.one });
    const serials = (list.revokedCertificates ?? []).map((one) => encode(new Uint8Array(one.userCertificate.valueBlock.valueHexView)));
    return { signed, serials: new Set(serials) };
  } catch {
    return { signed: false, serials: new Set() };
  }
});

export const serialOf = (found) => encode(new Uint8Array(found.one.serialNumber.valueBlock.valueHexView));

const extension = (found, id) => found.one.extensions?.find((one) => one.extnID === id)?.parsedValue;

// The first byte of the key usage: 0x80 digitalSignature, 0x40 contentCommitment.
function usage(found) {
  const bits = extension(found, "2.5.29.15");
  return bits instanceof asn1js.BitString ? (bits.valueBlock.valueHexView[0] ?? 0) : 0;
}

export const isAuthority = (found) => extension(found, "2.5.29.19")?.cA === true;
export const signsEntries = (found, time) => !isAuthority(found) && (usage(found) & 0x80) !== 0 && new Date(time) <= found.one.notAfter.value;
export const signsContracts = (found, time) => !isAuthority(found) && (usage(found) & 0x40) !== 0 && time >= found.one.notBefore.value && time <= found.one.notAfter.value;

// ES256 over text by the key of a certificate.
export async function verifies(text, signed, signature) {
  const found = await certificate(text);
  if (!found.point || signature.length !== 64) return false;
  found.key ??= crypto.subtle.importKey("raw", found.point, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  try {
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, await found.key, signature, new TextEncoder().encode(signed));
  } catch {
    return false;
  }
}
