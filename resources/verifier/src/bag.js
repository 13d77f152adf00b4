// An export of many (BagIt, RFC 8493): manifests, the signed index, each dossier, and what the organisation recorded, counted anew.
import { entry, line, withCards } from "./history.js";
import { encode, isObject, Malformed, parseObject, sameBytes } from "./json.js";
import { authorsOf, RECORDS } from "./dossier.js";
import { checkForm } from "./forms.js";
import { doubts, entriesOf, exporterOf, filesOf, signedWhole } from "./exported.js";
import { open } from "./reader.js";
import { archive } from "./zip.js";
import { bad, cap, good, left, said, within } from "./steps.js";

const ALGORITHMS = new Map([["sha256", "SHA-256"], ["sha512", "SHA-512"]]);
const MOST = 64 * 1024 * 1024, MOST_SAID = 12, STATEMENTS = ["left_out", "gaps", "filters", "population"];

const text = (data) => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new Malformed("manifest");
  }
};
const digestOf = async (kind, data) => new Uint8Array(await crypto.subtle.digest(kind, data));
const hexOf = (digest) => [...digest].map((one) => one.toString(16).padStart(2, "0")).join("");

// Does this for each of a list, four at a time, so that reading, digests and workers wait for nobody; what it gives in the order of the list.
async function inLanes(list, work) {
  const found = [];
  let next = 0;
  const lane = async () => {
    while (next < list.length) {
      const place = next;
      next += 1;
      found[place] = await work(list[place], place);
    }
  };
  await Promise.all([1, 2, 3, 4].map(lane));
  return found;
}
const isBad = (steps) => steps.some((one) => one.result === "bad");
const isSameSet = (one, other) => one.size === other.size && [...one].every((each) => other.has(each));

function listed(data) {
  const found = new Map();
  const rows = text(data).split("\n");
  if (rows.at(-1) === "") rows.pop();
  for (const row of rows) {
    const matched = /^([0-9a-f]{64}|[0-9a-f]{128}) {1,2}(\S.*)$/.exec(row);
    if (!matched || found.has(matched[2])) throw new Malformed("manifest");
    found.set(matched[2], matched[1]);
  }
  return found;
}

export async function indexOf(signed, cards) {
  const document = await open(signed), files = await filesOf(document);
  if (!files || files.size !== 1 || !files.has("bag.json")) throw new Malformed("index");
  const told = parseObject(files.get("bag.json"), MOST);
  checkForm("bag", told);
  if (new Set(told.files.map((one) => one.name)).size !== told.files.length) throw new Malformed("index");
  const exporter = exporterOf(told), own = await line(told.organisation, await entriesOf(told.history)), lines = new Map([[told.organisation, own]]);
  const { joined, told: cardSteps } = withCards(lines, cards), steps = await signedWhole(signed, document, exporter, lines, joined, "export");
  // What was left out comes first: whoever reads no further must not take a part for the whole.
  const words = STATEMENTS.flatMap((kind) => told[kind].filter(isObject).map((one) => said(`statement_${kind}`, { text: { de: String(one.de ?? ""), en: String(one.en ?? "") } })));
  steps.unshift(...words.slice(0, MOST_SAID));
  if (words.length > MOST_SAID) steps.push(left("statementsMore", { n: words.length - MOST_SAID }));
  return { told, own, lines, joined, exporter, inside: files.get("bag.json"), steps, cardSteps };
}

// judge is that of the page, for each dossier, to which its bytes are given away; after each, paused(done, all) says how far it is.
export async function bag(from, cards, judge, paused) {
  const files = await archive(from), steps = [], against = (condition, key, values, hand = "sha256sum -c") => { if (condition) steps.push(bad(key, values, hand)); };
  const signed = await files.read("data/index.pdf"), index = await indexOf(signed, cards), { told, own } = index;
  steps.push(...index.steps);
  against(!/^BagIt-Version: (?:0\.97|1\.0)\nTag-File-Character-Encoding: UTF-8\n?$/.test(text(await files.read("bagit.txt"))), "bagDeclared");
  const payload = new Set([...files.names].filter((name) => name.startsWith("data/"))), tags = new Set([...files.names].filter((name) => !name.startsWith("data/") && !name.startsWith("tagmanifest-")));
  const manifests = [...files.names].filter((name) => !name.includes("/") && name.includes("manifest-")).sort().join();
  against(manifests !== "manifest-sha256.txt,manifest-sha512.txt,tagmanifest-sha256.txt,tagmanifest-sha512.txt" || !isSameSet(tags, new Set(["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt"])), "bagFiles");
  if (steps.some((one) => one.key === "bagFiles")) return { steps };
  const lists = new Map();
  for (const name of [...ALGORITHMS.keys()].flatMap((one) => [`manifest-${one}.txt`, `tagmanifest-${one}.txt`])) lists.set(name, listed(await files.read(name)));
  for (const one of ALGORITHMS.keys()) against(!isSameSet(new Set(lists.get(`manifest-${one}.txt`).keys()), payload) || !isSameSet(new Set(lists.get(`tagmanifest-${one}.txt`).keys()), tags), "bagFiles");
  const signedFiles = new Map(told.files.map((one) => [`data/${one.name}`, one]));
  against(!isSameSet(new Set(signedFiles.keys()), new Set([...payload].filter((name) => !["data/index.pdf", "data/bag.json"].includes(name)))) || !payload.has("data/bag.json"), "bagListed");
  // Each dossier is judged while the next ones are read: nothing is read twice, and no worker waits for the lists to be gone through.
  let size = 0, done = 0;
  const all = payload.size + told.dossiers.length, isDossier = new Set(told.dossiers.map((one) => `data/${one.file}`)), judged = new Map();
  await inLanes([...payload, ...tags], async (name) => {
    const data = await files.read(name), isPayload = payload.has(name), said = signedFiles.get(name);
    const digests = await Promise.all([...ALGORITHMS.values()].map((kind) => digestOf(kind, data)));
    for (const [place, one] of [...ALGORITHMS.keys()].entries()) against(lists.get(`${isPayload ? "" : "tag"}manifest-${one}.txt`).get(name) !== hexOf(digests[place]), "bagOther", { name });
    if (isPayload) size += data.length;
    if (said) against(said.size !== data.length || said.sha256 !== encode(digests[0]), "bagOther", { name });
    if (name === "data/bag.json") against(!sameBytes(data, index.inside), "bagOther", { name });
    if (name === "data/index.pdf") against(!sameBytes(data, signed), "bagOther", { name });
    done += Number(isPayload);
    if (isDossier.has(name) && isPayload && !isBad(steps)) {
      const { verdict, history, audience, organisation, steps: inner } = await judge(data);
      judged.set(name, { verdict, history, audience, organisation, steps: inner.filter((each) => each.result === "bad" || each.caps) });
      await paused((done += 1), all);
    } else if (done % 10 === 0) await paused(done, all);
  });
  const about = [`Bag-Software-Agent: DataPact`, `Bagging-Date: ${told.time.slice(0, 10)}`, `Payload-Oxum: ${size}.${payload.size}`, `Source-Organization: ${own.state.name.split(/\s+/).filter(Boolean).join(" ")}`, ""];
  against(text(await files.read("bag-info.txt")).split("\n").sort().join("\n") !== about.sort().join("\n"), "bagAbout");
  if (!isBad(steps)) steps.push(good("bagWhole", { n: payload.size }, "sha256sum -c; sha512sum -c"));
  dossiers(index, judged, steps);
  if (payload.has("data/datapact-verify.html")) steps.push(left("pageInside", {}, "sha256sum"));
  if (told.counted) steps.push(...(await counts(index)));
  return { steps: [...steps, ...index.cardSteps, left("openTables", {}, "datapact verify")] };
}

// What was found in each dossier, of an archive that is whole; of another one nothing is told.
function dossiers({ told }, judged, steps) {
  const named = told.dossiers.map((one) => one.file), inside = told.files.map((one) => one.name).filter((name) => name.startsWith("dossiers/"));
  if (new Set(named).size !== named.length || !isSameSet(new Set(named), new Set(inside))) steps.push(bad("bagListed"));
  if (isBad(steps)) { steps.push(left("bagNotExamined")); return; }
  let sound = 0;
  for (const one of told.dossiers) {
    const inner = judged.get(`data/${one.file}`), name = one.file;
    if (inner.history !== one.agreement || inner.audience !== told.audience || inner.organisation !== told.organisation) steps.push(bad("insideOther", { name }, "entries.py"));
    if (inner.verdict === "verdictReport") sound += 1;
    else steps.push(...within([(inner.verdict === "verdictBad" ? bad : cap)("inside", { name, verdict: { key: inner.verdict } }), ...inner.steps]));
  }
  steps.push((sound === told.dossiers.length ? good : cap)("dossiersSound", { n: sound, m: told.dossiers.length }, "entries.py"));
}

// Deliveries, recalls and consents by the signed entries: each names the one before it, in a team all that its computer knew.
async function counts({ told, own, lines, joined, exporter }) {
  const { counted } = told, chain = [], wrong = (key) => [bad(key, {}, "openssl dgst -sha256")];
  for (const jws of counted.chain) chain.push(await entry({ jws, disclosures: [] }, { bare: true }));
  const batches = await entriesOf(counted.batches), history = `urn:datapact:organisation:${own.id}`;
  if ([...chain, ...batches].some((one) => one.history !== history || one.org !== own.id)) return wrong("entryElsewhere");
  const known = new Set();
  for (const one of chain) {
    if (known.has(one.digest) || !one.parents.every((parent) => known.has(parent))) return wrong("chainGap");
    known.add(one.digest);
  }
  const steps = await authorsOf(chain, lines, RECORDS), kinds = (kind) => chain.filter((one) => one.kind === kind).length;
  const rows = batches.reduce((sum, one) => sum + (Number.isSafeInteger(one.body.count) && one.body.count >= 0 ? one.body.count : NaN), 0);
  const same = batches.map((one) => one.digest).join() === chain.filter((one) => one.kind === "consent_batch").map((one) => one.digest).join();
  if (!same || kinds("delivery") !== counted.deliveries || kinds("recall") !== counted.recalls || kinds("recall_received") !== counted.recalls_received || rows !== counted.consents) return [...steps, ...wrong("countsOther")];
  return [...steps, ...(await doubts(chain, lines, joined, exporter)), good("countsSame", { deliveries: counted.deliveries, recalls: counted.recalls, received: counted.recalls_received, consents: counted.consents }, "verify-without-datapact.md")];
}
