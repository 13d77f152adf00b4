// The steps of docs/verify-without-datapact.md that a browser can take, each with its result and how to do it by hand.
import { EncryptedPDFError } from "pdf-lib";
import { decision } from "./answer.js";
import { about, attachment, carries, clausesOf, namesOf, stateOf } from "./attachments.js";
import { bag, indexOf } from "./bag.js";
import { verify } from "./cms.js";
import { dossier } from "./dossier.js";
import { filesOf } from "./exported.js";
import { card, fingerprint, Refused } from "./history.js";
import { digestOf, isMalformed, Malformed, parseObject } from "./json.js";
import { foreignParts, listsOf, missingLines } from "./pages.js";
import { othersAnswers } from "./others.js";
import { proven } from "./proof.js";
import { exact, LARGEST, open, revisionsAt, Unread } from "./reader.js";
import { beyondSignature, isCertified, isGapless, isOneCase, moment, rawSignatures, signatureFields, signatures, signedBytes } from "./revisions.js";
import { record } from "./record.js";
import { consentRow, receipt } from "./receipt.js";
import { bad, cap, good, left, shownSteps } from "./steps.js";
import { technical } from "./technical.js";
import { source } from "./zip.js";

const MOST_SIGNATURES = 100, MOST_LINES = 50000, MOST_RECEIPT = 4 * 1024 * 1024, HEAD = 4096;

// A card as it was read, or null: what is dropped beside the files that it is to be held against.
export async function readCard(bytes) {
  if (bytes.length > 1024 * 1024 || new TextDecoder("latin1").decode(bytes.subarray(0, 3)) !== "eyJ") return null;
  try {
    return await card(bytes);
  } catch {
    return null;
  }
}

// What is found in a file of ours, and its headline; whatever is not in its form is wrong.
async function reported(make, best = "verdictReport") {
  let told;
  try {
    told = await make();
  } catch (error) {
    if (error instanceof Refused) told = { steps: [bad(error.key, error.values, "history.py")] };
    else if (isMalformed(error)) told = { steps: [bad(/^zip[A-Z]/.test(error.message) ? error.message : "reportForm")] };
    else throw error;
  }
  const { steps } = told, verdict = steps.some((one) => one.result === "bad") ? "verdictBad" : steps.some((one) => one.caps) ? "verdictOpen" : best;
  return { ...told, steps: shownSteps(steps), verdict };
}

async function judgeReport(bytes, document, cards, isShown) {
  const inside = namesOf(document), kind = ["dossier.json", "decision.json", "bag.json", "consent-receipt.json", "register.json"].find((one) => inside.includes(one));
  if (kind === "register.json") return { verdict: "verdictNone", steps: [left("registerUnsigned", {}, "sha256sum")] };
  return reported(async () => {
    const files = await filesOf(document), pages = left("openReportPages", {}, "datapact verify");
    if (!files) return { steps: [bad("filesTwice", {}, "pdfdetach -list")] };
    if (kind === "dossier.json") {
      const told = await dossier(bytes, document, files, cards, (inner) => judge(inner, undefined, cards, isShown));
      return { ...told, steps: [...told.steps, pages] };
    }
    if (kind === "decision.json") {
      const told = await decision(bytes, document, files, cards);
      return { steps: [...told.steps, pages] };
    }
    if (kind === "bag.json") {
      const { steps, cardSteps } = await indexOf(bytes, cards);
      return { steps: [...steps, ...cardSteps, cap("indexAlone"), pages] };
    }
    const told = await receipt(files.get(kind), cards, { bytes, document });
    return { steps: [...told.steps, ...(files.size === 1 ? [] : [bad("partFiles")]), pages] };
  }, kind === "consent-receipt.json" ? "verdictReceipt" : "verdictReport");
}

const isReport = (document) => namesOf(document).some((one) => ["dossier.json", "decision.json", "bag.json", "consent-receipt.json", "register.json"].includes(one));

// A table or a text of an office program is a ZIP, too, and none of ours: its first file says so (ISO/IEC 29500-2).
const OFFICE = "[Content_Types].xml";
async function isOffice({ read }) {
  return new TextDecoder("latin1").decode(await read(30, 30 + OFFICE.length)) === OFFICE;
}

// An archive at hand, or a file of which only parts are read at a time; paused(done, all) is awaited between its parts.
export async function judgeArchive(data, cards = [], paused = async () => {}, inside = (inner) => judge(inner, undefined, cards, false)) {
  const opened = source(data);
  if (await isOffice(opened)) return { verdict: "verdictNone", steps: [left("officeFile", {}, "sha256sum")] };
  return reported(() => bag(opened, cards, inside, paused));
}

// A receipt or the proof of one row as JSON; null for other JSON.
async function judgeJson(bytes, cards) {
  let told;
  try {
    told = parseObject(bytes, LARGEST);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return /"ConsentReceipt"|"datapact-record-proof"|"datapact-consent-row"/.test(new TextDecoder().decode(bytes)) ? { verdict: "verdictBad", steps: [bad("reportForm")] } : null;
  }
  if (told.type === "datapact-consent-row") return reported(() => consentRow(told, cards), "verdictReceipt");
  if (told.type === "datapact-record-proof") return reported(() => record(told, cards), "verdictRecord");
  if (bytes.length > MOST_RECEIPT) return null;
  return told["@type"] === "ConsentReceipt" ? reported(() => receipt(bytes, cards), "verdictReceipt") : null;
}

async function judgeCard(bytes) {
  try {
    const one = await card(bytes), { name } = one.line.state;
    return { verdict: "verdictCard", steps: [good("card", { name, n: one.line.entries.length, time: one.created }, "proof.py"), left("cardCompare", { name, fingerprint: fingerprint(one.organisation) })] };
  } catch (error) {
    if (!(error instanceof Refused || isMalformed(error))) throw error;
    return { verdict: "verdictBad", steps: [error instanceof Refused ? bad(error.key, error.values, "proof.py") : bad("cardForm", {}, "proof.py")] };
  }
}

// A file that carries no signature of ours: a sealed bundle, a text, a table or an export as text; anything else is not known.
function unsigned(bytes) {
  const head = bytes.subarray(0, HEAD);
  if (new TextDecoder("latin1").decode(head).startsWith('{"core":{"aead":')) return { verdict: "verdictSealed", steps: [left("sealedFile")] };
  try {
    if (head.length && !head.includes(0) && new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true })) return { verdict: "verdictNone", steps: [left("plainFile", {}, "sha256sum")] };
  } catch {
    // no text
  }
  return { verdict: "verdictUnknown", steps: [] };
}

// With profile "ours" any PDF is held to what DataPact signs; otherwise only one that carries its attachments.
// With isShown the text of the agreement comes along with that of the pages, to be read beside it.
export async function judge(bytes, profile, cards = [], isShown = true) {
  if (bytes.length > LARGEST) return { verdict: "verdictUnknown", steps: [left("tooLarge")] };
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 5));
  if (head.startsWith("eyJ")) return judgeCard(bytes);
  if (/^PK\x03\x04|^PK\x05\x06/.test(head)) return judgeArchive(bytes, cards);
  if (/^\s*\{/.test(head)) return (await judgeJson(bytes, cards)) ?? unsigned(bytes);
  if (head !== "%PDF-") return unsigned(bytes);
  try {
    return await judged(bytes, await open(bytes), profile, cards, isShown);
  } catch (error) {
    const isEncrypted = error instanceof EncryptedPDFError || new TextDecoder("latin1").decode(bytes).includes("/Encrypt");
    const broken = isEncrypted || error instanceof Unread ? [] : await brokenSignatures(bytes);
    if (broken.length) return { verdict: "verdictBad", steps: [...broken, left("noPdf", {}, "qpdf --check FILE.pdf")] };
    const key = isEncrypted ? "encrypted" : error instanceof Unread ? "unread" : "noPdf";
    return { verdict: "verdictUnknown", steps: [left(key, {}, "qpdf --check FILE.pdf")] };
  }
}

// Signatures that do not fit, of a file that breaks somewhere else: what is damaged is no more unread, but wrong.
async function brokenSignatures(bytes) {
  const steps = [];
  try {
    for (const one of (await open(bytes).then(signatures, () => rawSignatures(bytes))).slice(0, MOST_SIGNATURES)) {
      if (!isGapless(bytes, one)) steps.push(bad("rangeBad", { field: one.field }, "pdfsig -nocert"));
      else if ((await verify(one.contents, signedBytes(bytes, one), { strict: false })).state === "unsound") steps.push(bad("unsound", { field: one.field }, "pdfsig; openssl cms -verify"));
    }
  } catch {
    // not even that can be read
  }
  return steps;
}

// D:20261130115555Z, and with a zone behind, as a reader writes it.
function said(time) {
  const found = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-][\d']{2,6}|)$/.exec(time);
  if (!found) return "";
  const [, year, month, day, hour, minute, second, zone] = found;
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${zone === "Z" ? "UTC" : zone.replaceAll("'", "")}`;
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

async function judged(bytes, document, profile, cards, isShown) {
  if (isReport(document)) return judgeReport(bytes, document, cards, isShown);
  const found = signatures(document), steps = [];
  if (!found.length) return { verdict: "verdictNone", steps: [left("openQualified")] };
  if (found.length > MOST_SIGNATURES) return { verdict: "verdictUnknown", steps: [left("unread")] };
  const ours = profile === "ours" || (await isOurs(bytes, document, found));
  const last = found[found.length - 1].end;
  const rest = bytes.length - last;
  const told = ours ? await changes(bytes, document, found) : { steps: [] };
  if (rest === 0) steps.push(good("whole", {}, "qpdf --check; pdfsig"));
  else if (rest < 0) steps.push(bad("cutOff", { n: -rest }, "pdfsig"));
  else steps.push((ours && !told.proofs ? bad : left)("behind", { n: rest }, "pdfsig"));
  const made = [];
  for (const one of found) {
    const gapless = isGapless(bytes, one) && (!ours || isOneCase(bytes, one));
    steps.push((gapless ? good : bad)(gapless ? "range" : "rangeBad", { field: one.field }, "pdfsig -nocert"));
    const stamp = ours && one.isTimestamp;
    const result = !gapless ? { state: "unsound" } : stamp ? { state: "unknown", algorithm: "RFC 3161" } : await verify(one.contents, signedBytes(bytes, one), { strict: ours });
    made.push({ field: one.field, isTimestamp: one.isTimestamp, ...result, time: result.time ?? moment(one.time) });
    const values = { field: one.field, subject: result.subject ?? "", algorithm: result.algorithm ?? "", time: said(one.time) };
    const [make, key] = { sound: [good, "sound"], unsound: [bad, "unsound"], unknown: [left, "unknownKey"] }[result.state];
    steps.push(make(key, values, "pdfsig; openssl cms -verify"));
  }
  let agreement = null, evidence = null, history = null, proof = null, text = null;
  if (ours) {
    // Of a file that was changed nothing further is judged.
    const isChanged = [...steps, ...told.steps].some((one) => one.result === "bad");
    const inside = await content(document, made, cards, isChanged, isShown);
    ({ agreement, evidence, history, proof, text } = inside);
    const certified = isCertified(document, found[0]);
    steps.push(certified ? good("certified") : bad("notCertified"), ...(certified ? [] : [left("perhapsCopy")]), ...told.steps, ...inside.steps);
  }
  const others = ours ? null : await othersAnswers(bytes, document, found, made);
  if (others) steps.push(...others.steps, left("noState"));
  else steps.push(left("openPages", {}, "words.py"));
  if (!evidence) steps.push(left("openWho", {}, "proof.py"));
  steps.push(left("openQualified"));
  const some = (test) => steps.some(test), unjudged = some((one) => one.key === "unknownKey") || (ours && rest !== 0);
  let verdict = "verdictOther";
  if (some((one) => one.result === "bad")) verdict = "verdictBad";
  else if (evidence && some((one) => one.key === "pagesDiffer")) verdict = "verdictDiffers";
  else if (evidence) verdict = unjudged || some((one) => one.caps) ? "verdictOpen" : "verdictProven";
  else if (others?.change === "unknown") verdict = rest ? "verdictBehind" : "verdictUnclear";
  else if (unjudged) verdict = !ours && made.some((one) => one.state === "sound") ? "verdictUnclear" : "verdictUnknown";
  else if (ours) verdict = "verdictGood";
  return { verdict, steps: shownSteps(steps), agreement, history, proof, text };
}

// What each revision changed. Each is one signature of a person, or behind the last of them nothing but proofs.
async function changes(bytes, document, found) {
  const one = await exact(bytes, document), steps = [];
  const wrong = (n, what) => ({ steps: [...steps, bad("changedBad", { n, what: technical(what) }, "changes.py")] });
  if (one.wrong) return wrong(0, one.wrong);
  if (found.some((each) => !one.ends.includes(each.end))) return wrong(0, "a signature ends in the middle of a revision");
  if (new Set(found.map((each) => each.field)).size !== found.length) return wrong(0, "two signatures of one name");
  const people = found.filter((each) => !each.isTimestamp);
  const lastOfPeople = Math.max(0, ...people.map((each) => each.end));
  let place = -1, before = null, proofs = false;
  for (const after of revisionsAt(document, one.ends)) {
    place += 1;
    if (!place) { before = after; continue; }
    const end = one.ends[place], behind = end > lastOfPeople;
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
async function content(document, made, cards, isChanged, isShown) {
  const data = await attachment(document, "agreement.json"), nothing = { agreement: null, evidence: null, history: null, proof: null, text: null };
  if (!data) return { ...nothing, steps: [(carries(document, "agreement.json") ? bad : left)("noState")] };
  const text = await digestOf(data), steps = [good("digest", { digest: text }, "openssl dgst -sha256 -binary agreement.json | basenc --base64url")];
  let state;
  try {
    state = stateOf(data);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { ...nothing, steps: [...steps, bad("strangeState")] };
  }
  steps.push(good("title2", about(state, "de")));
  if (isChanged) return { ...nothing, history: state.agreement, text, steps };
  const agreement = clausesOf(state);
  if (agreement.some((one) => one.lines.length > MOST_LINES)) throw new Unread("lines");
  const proof = await attachment(document, "proof.json");
  if (!proof) return { ...nothing, agreement, steps: carries(document, "proof.json") ? [...steps, bad("proofForm")] : steps };
  const foreign = foreignParts(document, ["agreement.json", "proof.json"]);
  if (foreign) steps.push(bad(foreign, {}, "qpdf --json"));
  const { missing, shown, draws } = await missingLines(document, agreement), count = missing.reduce((sum, one) => sum + one.length, 0);
  for (const [place, one] of agreement.entries()) one.missing = missing[place];
  if (isShown) for (const [place, one] of shown().entries()) agreement[place].shown = one;
  if (agreement.length && agreement.every((one) => one.lines.length) && !count) steps.push(good("pagesText", { n: agreement.reduce((sum, one) => sum + one.lines.length, 0) }, "words.py"));
  else steps.push(cap("pagesDiffer", { n: count }, "words.py"));
  if (draws) steps.push(cap("pagesDraw", {}, "mutool show -b FILE.pdf pages/1/Contents"));
  const told = await proven(proof, data, state, made, signatureFields(document), cards, await listsOf(document));
  return { agreement, evidence: told, history: state.agreement, proof: await digestOf(proof), text, steps: [...steps, ...told.steps] };
}
