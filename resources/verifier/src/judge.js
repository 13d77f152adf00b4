// The steps of docs/verify-without-datapact.md that a browser can take, each with its result and how to do it by hand.
import { EncryptedPDFError } from "pdf-lib";
import { about, attachment, carries, clausesOf, stateOf } from "./attachments.js";
import { verify } from "./cms.js";
import { card, fingerprint, Refused } from "./history.js";
import { digestOf, Malformed } from "./json.js";
import { foreignParts, missingLines } from "./pages.js";
import { proven } from "./proof.js";
import { exact, LARGEST, open, Unread } from "./reader.js";
import { beyondSignature, isCertified, isGapless, signatureFields, signatures, signedBytes } from "./revisions.js";

const MOST_SIGNATURES = 100;
const REPORTS = ["dossier.json", "decision.json", "bag.json", "consent-receipt.json", "register.json"];

const good = (key, values, hand) => ({ result: "good", key, values, hand });
const bad = (key, values, hand) => ({ result: "bad", key, values, hand });
const left = (key, values, hand) => ({ result: "open", key, values, hand });

// A card as it was read, or null: what is dropped beside the files that it is to be held against.
export async function readCard(bytes) {
  if (bytes.length > 1024 * 1024 || new TextDecoder("latin1").decode(bytes.subarray(0, 3)) !== "eyJ") return null;
  try {
    return await card(bytes);
  } catch {
    return null;
  }
}

async function judgeCard(bytes) {
  try {
    const one = await card(bytes), { name } = one.line.state;
    return { verdict: "verdictCard", steps: [good("card", { name, n: one.line.entries.length, time: one.created }, "proof.py"), left("cardCompare", { name, fingerprint: fingerprint(one.organisation) })] };
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Malformed)) throw error;
    return { verdict: "verdictBad", steps: [error instanceof Refused ? bad(error.key, error.values, "proof.py") : bad("cardForm", {}, "proof.py")] };
  }
}

// With profile "ours" any PDF is held to what DataPact signs; otherwise only one that carries its attachments.
export async function judge(bytes, profile, cards = []) {
  if (bytes.length > LARGEST) return { verdict: "verdictUnknown", steps: [left("tooLarge")] };
  if (new TextDecoder("latin1").decode(bytes.subarray(0, 3)) === "eyJ") return judgeCard(bytes);
  if (new TextDecoder("latin1").decode(bytes.subarray(0, 5)) !== "%PDF-") return { verdict: "verdictUnknown", steps: [] };
  try {
    return await judged(bytes, await open(bytes), profile, cards);
  } catch (error) {
    const key = error instanceof EncryptedPDFError ? "encrypted" : error instanceof Unread ? "unread" : "noPdf";
    return { verdict: "verdictUnknown", steps: [left(key, {}, "qpdf --check FILE.pdf")] };
  }
}

// D:20261130115555Z, and with a zone behind, as a reader writes it.
function said(time) {
  const found = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-][\d']{2,6}|)$/.exec(time);
  if (!found) return "";
  const [, year, month, day, hour, minute, second, zone] = found;
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${zone === "Z" ? "UTC" : zone.replaceAll("'", "")}`;
}

// The moment that a signature claims, by its dictionary where the CMS object has none.
function moment(time) {
  const found = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-]\d\d)'?(\d\d)'?)/.exec(time);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, zone, more] = found;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone ? `${zone}:${more}` : "Z"}`);
}

// Whether it is, or was before somebody appended to it, a PDF with what DataPact attaches.
async function isOurs(bytes, document, found) {
  const isOne = (one) => carries(one, "agreement.json") && carries(one, "proof.json");
  if (isOne(document)) return true;
  const ends = new Set([...document.events.map((one) => one.end), ...found.map((one) => one.end)].filter((end) => end > 0 && end < bytes.length));
  for (const end of [...ends].sort((one, other) => one - other).slice(0, 3)) {
    try {
      if (isOne(await open(bytes.subarray(0, end)))) return true;
    } catch {
      // a part of a PDF need not be one
    }
  }
  return false;
}

async function judged(bytes, document, profile, cards) {
  if (REPORTS.some((one) => carries(document, one))) return { verdict: "verdictUnknown", steps: [left("report", {}, "datapact verify")] };
  const found = signatures(document), steps = [];
  if (!found.length) return { verdict: "verdictNone", steps: [left("openQualified")] };
  if (found.length > MOST_SIGNATURES) return { verdict: "verdictUnknown", steps: [left("unread")] };
  const ours = profile === "ours" || (await isOurs(bytes, document, found));
  const last = found[found.length - 1].end;
  const rest = bytes.length - last;
  const told = ours ? await changes(bytes, document, found) : { steps: [] };
  if (rest === 0) steps.push(good("whole", {}, "qpdf --check; pdfsig"));
  else steps.push((ours && !told.proofs ? bad : left)("behind", { n: rest }, "pdfsig"));
  const made = [];
  for (const one of found) {
    const gapless = isGapless(bytes, one);
    steps.push((gapless ? good : bad)(gapless ? "range" : "rangeBad", { field: one.field }, "pdfsig -nocert"));
    const stamp = ours && one.isTimestamp;
    const result = !gapless ? { state: "unsound" } : stamp ? { state: "unknown", algorithm: "RFC 3161" } : await verify(one.contents, signedBytes(bytes, one), { strict: ours });
    made.push({ field: one.field, isTimestamp: one.isTimestamp, ...result, time: result.time ?? moment(one.time) });
    const values = { field: one.field, subject: result.subject ?? "", algorithm: result.algorithm ?? "", time: said(one.time) };
    const [make, key] = { sound: [good, "sound"], unsound: [bad, "unsound"], unknown: [left, "unknownKey"] }[result.state];
    steps.push(make(key, values, "pdfsig; openssl cms -verify"));
  }
  let agreement = null, evidence = null;
  if (ours) {
    const inside = await content(document, made, cards);
    ({ agreement, evidence } = inside);
    steps.push(isCertified(document, found[0]) ? good("certified") : bad("notCertified"), ...told.steps, ...inside.steps);
  } else if (rest || found.length > 1) steps.push(left("changedOther", { field: found[0].field }));
  if (!ours) steps.push(left("noState"));
  else steps.push(left("openPages", {}, "words.py"));
  if (!evidence) steps.push(left("openWho", {}, "proof.py"));
  steps.push(left("openQualified"));
  const some = (test) => steps.some(test), unjudged = some((one) => one.key === "unknownKey") || (ours && rest !== 0);
  let verdict = "verdictOther";
  if (some((one) => one.result === "bad")) verdict = "verdictBad";
  else if (evidence) verdict = unjudged || some((one) => one.caps) ? "verdictOpen" : "verdictProven";
  else if (unjudged) verdict = "verdictUnknown";
  else if (ours) verdict = "verdictGood";
  else if (rest) verdict = "verdictBehind";
  return { verdict, steps, agreement };
}

// What each revision changed. Each is one signature of a person, or behind the last of them nothing but proofs.
async function changes(bytes, document, found) {
  const one = await exact(bytes, document), steps = [];
  const wrong = (n, what) => ({ steps: [...steps, bad("changedBad", { n, what }, "changes.py")] });
  if (one.wrong) return wrong(0, one.wrong);
  if (found.some((each) => !one.ends.includes(each.end))) return wrong(0, "a signature ends in the middle of a revision");
  if (new Set(found.map((each) => each.field)).size !== found.length) return wrong(0, "two signatures of one name");
  const people = found.filter((each) => !each.isTimestamp);
  const lastOfPeople = Math.max(0, ...people.map((each) => each.end));
  let before = await open(bytes.subarray(0, one.ends[0])), proofs = false;
  for (let place = 1; place < one.ends.length; place += 1) {
    const end = one.ends[place], after = await open(bytes.subarray(0, end)), behind = end > lastOfPeople;
    proofs ||= behind;
    const told = beyondSignature(before, after, { proofs: behind });
    const at = found.filter((each) => each.end === end);
    if (told.wrong) return wrong(place, told.wrong);
    if (behind && told.stamps !== at.length) return wrong(place, "more than the field of a timestamp");
    if (at.length > 1 || (!behind && at[0]?.field !== told.field)) return wrong(place, "another field");
    steps.push(behind ? good("changedProofs", { n: place }, "pdfsig") : good("changedOk", { n: place, field: told.field }, "changes.py"));
    before = after;
  }
  return { steps, proofs };
}

// agreement.json and proof.json: what was agreed, by whom, and who had to sign.
async function content(document, made, cards) {
  const data = await attachment(document, "agreement.json"), nothing = { agreement: null, evidence: null };
  if (!data) return { ...nothing, steps: [(carries(document, "agreement.json") ? bad : left)("noState")] };
  const steps = [good("digest", { digest: await digestOf(data) }, "openssl dgst -sha256 -binary agreement.json | basenc --base64url")];
  let state;
  try {
    state = stateOf(data);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { ...nothing, steps: [...steps, bad("strangeState")] };
  }
  steps.push(good("title2", about(state, "de")));
  const agreement = clausesOf(state), proof = await attachment(document, "proof.json");
  if (!proof) return { agreement, evidence: null, steps: carries(document, "proof.json") ? [...steps, bad("proofForm")] : steps };
  const foreign = foreignParts(document, ["agreement.json", "proof.json"]);
  if (foreign) steps.push(bad(foreign, {}, "qpdf --json"));
  const missing = await missingLines(document, agreement), count = missing.reduce((sum, one) => sum + one.length, 0);
  for (const [place, one] of agreement.entries()) one.missing = missing[place];
  if (agreement.every((one) => one.lines.length) && !count) steps.push(good("pagesText", { n: agreement.reduce((sum, one) => sum + one.lines.length, 0) }, "words.py"));
  else steps.push({ ...left("pagesDiffer", { n: count }, "words.py"), caps: true });
  const told = await proven(proof, data, state, made, signatureFields(document), cards);
  return { agreement, evidence: told, steps: [...steps, ...told.steps] };
}
