// The steps of docs/verify-without-datapact.md that a browser can take, each with its result and how to do it by hand.
import { about, attachment, digestOf } from "./attachments.js";
import { verify } from "./cms.js";
import { beyondSignature, firstEnd, isCertified, isGapless, LARGEST, open, signatures, signedBytes } from "./revisions.js";
import { pointsOnlyIntoItself } from "./xref.js";

const good = (key, values, hand) => ({ result: "good", key, values, hand });
const bad = (key, values, hand) => ({ result: "bad", key, values, hand });
const left = (key, values, hand) => ({ result: "open", key, values, hand });

// With profile "ours" any PDF is held to what DataPact signs; otherwise only one that carries its attachments.
export async function judge(bytes, profile) {
  if (bytes.length > LARGEST) return { verdict: "verdictUnknown", steps: [left("tooLarge")] };
  if (new TextDecoder("latin1").decode(bytes.subarray(0, 5)) !== "%PDF-") return { verdict: "verdictUnknown", steps: [] };
  let document;
  try {
    document = await open(bytes);
  } catch {
    return { verdict: "verdictBad", steps: [bad("noPdf", {}, "qpdf --check FILE.pdf")] };
  }
  try {
    return await judged(bytes, document, profile);
  } catch {
    return { verdict: "verdictBad", steps: [bad("noPdf", {}, "qpdf --check FILE.pdf")] };
  }
}

// D:20261130115555Z, and with a zone behind, as a reader writes it.
function said(time) {
  const found = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(.*)$/.exec(time);
  if (!found) return time;
  const [, year, month, day, hour, minute, second, zone] = found;
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${zone === "Z" ? "UTC" : zone.replaceAll("'", "")}`;
}

async function judged(bytes, document, profile) {
  const found = signatures(document), steps = [];
  if (!found.length) return { verdict: "verdictNone", steps: [left("openQualified")] };
  const state = attachment(document, "agreement.json"), ours = profile === "ours" || (state !== null && attachment(document, "proof.json") !== null);
  const last = found[found.length - 1].end;
  const rest = bytes.length - last;
  steps.push(rest === 0 ? good("whole", {}, "qpdf --check; pdfsig") : (ours ? bad : left)("behind", { n: rest }, "pdfsig"));
  for (const one of found) {
    const gapless = isGapless(bytes, one);
    steps.push((gapless ? good : bad)(gapless ? "range" : "rangeBad", { field: one.field }, "pdfsig -nocert"));
    const result = gapless ? await verify(one.contents, signedBytes(bytes, one), { strict: ours }) : { state: "unsound" };
    const values = { field: one.field, subject: result.subject ?? "", algorithm: result.algorithm ?? "", time: said(one.time) };
    const [make, key] = { sound: [good, "sound"], unsound: [bad, "unsound"], unknown: [left, "unknownKey"] }[result.state];
    steps.push(make(key, values, "pdfsig; openssl cms -verify"));
  }
  if (ours) steps.push(isCertified(document, found[0]) ? good("certified") : bad("notCertified"), ...(steps.some((one) => one.result === "bad") ? [] : await changes(bytes, found)), ...(state ? await content(state) : []));
  else if (rest || found.length > 1) steps.push(left("changedOther", { field: found[0].field }));
  if (!ours) steps.push(left("noState"));
  else steps.push(left("openPages", {}, "words.py"));
  steps.push(left("openWho", {}, "proof.py"), left("openQualified"));
  const wrong = steps.some((one) => one.result === "bad");
  const unjudged = steps.some((one) => one.key === "unknownKey");
  return { verdict: wrong ? "verdictBad" : unjudged ? "verdictUnknown" : ours ? "verdictGood" : "verdictOther", steps };
}

async function changes(bytes, found) {
  const ends = [firstEnd(bytes), ...found.map((one) => one.end)], steps = [];
  let before = await open(bytes.subarray(0, ends[0]));
  for (let place = 1; place < ends.length; place += 1) {
    const after = await open(bytes.subarray(0, ends[place]));
    const inside = await pointsOnlyIntoItself(bytes, ends[place - 1], ends[place]);
    const told = inside ? beyondSignature(before, after) : { wrong: "it points outside itself" };
    const right = !told.wrong && told.field === found[place - 1].field;
    const values = { n: place, field: told.field ?? "", what: told.wrong ?? "another field" };
    steps.push((right ? good : bad)(right ? "changedOk" : "changedBad", values, "changes.py"));
    before = after;
  }
  return steps;
}

async function content(state) {
  const steps = [good("digest", { digest: await digestOf(state) }, "openssl dgst -sha256 -binary agreement.json | basenc --base64url")];
  try {
    steps.push(good("title2", about(state, "de")));
  } catch {
    steps.push(bad("noState"));
  }
  return steps;
}
