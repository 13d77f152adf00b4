// An exported answer (decision.json): its batches, its inputs, and everybody counted anew, as recount.py of the guide does.
import { author, entry, leafHash, line, nodeHash, withCards } from "./history.js";
import { decode, digestOf, encode, isDigest, isObject, isSame, Malformed, parse, parseObject, sha256 } from "./json.js";
import { doubts, entriesOf, exporterOf, hasMembers, listedFiles, signedWhole } from "./exported.js";
import { checkForm } from "./forms.js";
import { authorsOf, RECORDS } from "./dossier.js";
import { RELEASED } from "./released.js";
import { bad, cap, good, left } from "./steps.js";
import { saidBy } from "./answer_words.js";
import { coded } from "./words.js";

const FILES = ["batches.csv", "events.csv", "inputs.json", "nodes.csv", "recount.py", "subjects.csv"];
const ROW = ["event_id", "subject", "dataset", "purpose", "controller", "state", "at", "until", "notice", "notice_version", "explicit", "more"];
const MOST = 64 * 1024 * 1024;

// What speaks against the answer: { key } names the sentence.
class Wrong extends Error {
  constructor(key, values = {}) {
    super(key);
    this.step = bad(key, values, "recount.py");
  }
}
const must = (condition, key, values) => { if (!condition) throw new Wrong(key, values); };

// A table of ours (UTF-8 CSV): its rows as maps from the headings.
export function table(bytes, wanted = null) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Malformed("table");
  }
  const rows = [];
  let row = [], cell = "", at = 0;
  const ended = () => { row.push(cell); cell = ""; };
  while (at < text.length) {
    if (text[at] === '"' && cell === "") {
      for (at += 1; ; at += 1) {
        const end = text.indexOf('"', at);
        if (end < 0) throw new Malformed("table");
        cell += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
      if (at < text.length && !/[,\r\n]/.test(text[at])) throw new Malformed("table");
    } else if (text[at] === ",") { ended(); at += 1; } else if (text.startsWith("\r\n", at)) { ended(); rows.push(row); row = []; at += 2; } else {
      const rest = /[^,\r\n"]+/y;
      rest.lastIndex = at;
      const found = rest.exec(text);
      if (!found) throw new Malformed("table");
      cell += found[0];
      at += found[0].length;
    }
  }
  if (cell || row.length) throw new Malformed("table");
  const [heads, ...lines] = rows;
  if (wanted && heads?.join() !== wanted) throw new Malformed("table");
  if (!heads || new Set(heads).size !== heads.length || lines.some((one) => one.length !== heads.length)) throw new Malformed("table");
  return lines.map((one) => new Map(heads.map((head, place) => [head, one[place]])));
}

// A cell that a spreadsheet could take for a formula has an apostrophe before it.
const isCell = (cell, value) => cell === value || (cell === `'${value}` && /^\s*[=+\-@|%＝＋－＠｜％\t\r\n]/.test(value));

const whole = (text) => { if (!/^(0|[1-9][0-9]{0,9})$/.test(text ?? "")) throw new Malformed("table"); return Number(text); };

export function rowOf(disclosure) {
  const parts = parse(decode(disclosure));
  if (!Array.isArray(parts) || parts.length !== 2 || typeof parts[0] !== "string" || !hasMembers(parts[1], ROW)) throw new Malformed("row");
  const row = parts[1];
  if (!ROW.every((name) => name === "until" ? row.until === null || typeof row.until === "string" : name === "explicit" ? typeof row.explicit === "boolean" : name === "more" ? isObject(row.more) : typeof row[name] === "string")) throw new Malformed("row");
  return row;
}

export async function decision(bytes, document, files, cards) {
  const { told, exporter, lines, joined, steps, says } = await answered(files, cards);
  return { steps: [...says, ...(await signedWhole(bytes, document, exporter, lines, joined, "decision")), ...steps], told };
}

// All that the attached files prove by themselves, whoever exported them.
export async function answered(files, cards) {
  const told = parseObject(files.get("decision.json"), MOST);
  checkForm("decision", told);
  if ([...files.keys()].filter((name) => name !== "decision.json").sort().join() !== FILES.join()) throw new Malformed("files");
  const exporter = exporterOf(told), own = await line(told.organisation, await entriesOf(told.history)), lines = new Map([[told.organisation, own]]);
  const { joined, told: cardSteps } = withCards(lines, cards), steps = await listedFiles(told.files, files, "decision.json");
  let says = [];
  try {
    says = await recounted(told, files, lines, joined, exporter, steps);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    steps.push(error.step);
  }
  if (!RELEASED.includes(await digestOf(files.get("recount.py")))) steps.push(cap("strangeScript", {}, "recount.py"));
  return { told, exporter, lines, joined, says, steps: [...steps, ...cardSteps, left("openRules", {}, "datapact verify")] };
}

async function recounted(told, files, lines, joined, exporter, steps) {
  const history = `urn:datapact:organisation:${told.organisation}`;
  const answer = await entry(told.entry), batches = await entriesOf(told.batches), chain = [];
  if (!Array.isArray(told.chain)) throw new Malformed("chain");
  for (const jws of told.chain) chain.push(await entry({ jws, disclosures: [], erased: [] }, { bare: true }));
  must([answer, ...batches, ...chain].every((one) => one.history === history && one.org === told.organisation), "entryElsewhere");
  must(answer.kind === "decision" && batches.every((one) => one.kind === "consent_batch"), "answerKinds");
  for (const one of [answer, ...batches]) await author(one, lines, ["legal", "lead"]);
  steps.push(...(await authorsOf(chain, lines, RECORDS)), ...(await doubts([answer, ...batches, ...chain], lines, joined, exporter)));
  must(answer.isWhole, "answerPart");
  steps.push(good(batches.length ? "answerSigned" : "answerSignedAlone", { time: answer.time, n: batches.length }, "recount.py"));

  const inputs = parseObject(files.get("inputs.json"), MOST), { question } = inputs, body = answer.body;
  must((await digestOf(files.get("inputs.json"))) === body.inputs, "inputsOther");
  if (!isObject(question)) throw new Malformed("inputs");
  must(["dataset", "partner", "purpose", "action", "place", "at", "known_at"].every((name) => question[name] === body[name] && typeof body[name] === "string"), "questionOther");
  must(typeof body.verdict === "string" && [body.n, body.m].every((one) => Number.isSafeInteger(one) && one >= 0), "answerPart");
  steps.push(good("inputsSame", {}, "openssl dgst -sha256"));

  steps.push(...chained(told, answer, batches, chain, question));
  const { events, hidden } = await eventsOf(files, batches);
  if (batches.length) steps.push(good("eventsSigned", { n: events.length, m: hidden }, "recount.py"));
  steps.push(...(await count(told, files, inputs, body, events, hidden)));
  return saidBy(body, isObject(inputs.world) ? inputs.world : {});
}

// No batch is missing: each internal entry before the answer names those before it, as a rule one.
function chained(told, answer, batches, chain, question) {
  if (!chain.length) return answer.parents.length ? [left("chainLeftOut", {}, "recount.py")] : [];
  const known = new Set(), found = [], wanted = new Set(answer.parents);
  const everything = isObject(question.bound) && question.bound.timed === false;
  let later = 0;
  for (const one of chain) {
    must(!known.has(one.digest) && one.parents.every((parent) => known.has(parent)), "chainGap");
    known.add(one.digest);
    if (one.kind === "consent_batch") {
      if (everything || one.time <= question.known_at) found.push(one.digest);
      else later += 1;
    }
  }
  for (const one of [...chain].reverse()) {
    must(wanted.has(one.digest), "chainGap");
    for (const parent of one.parents) wanted.add(parent);
  }
  must(wanted.size === known.size, "chainGap");
  must((told.cohort < 0 ? "" : found.join()) === batches.map((one) => one.digest).join(), "batchMissing");
  return [good("chainWhole", { n: chain.length }, "recount.py"), ...(later ? [left("batchesLater", { n: later })] : [])];
}

// The events are the rows of the signed batches: Merkle trees of RFC 9162, 2.1.1.
async function eventsOf(files, batches) {
  const events = [], leaves = new Map(), nodes = new Map(), at = (...place) => place.join(" ");
  for (const cells of table(files.get("events.csv"), "batch,index,event_id,subject,dataset,purpose,controller,state,at,until,notice,notice_version,explicit,guardian,disclosure")) {
    const row = rowOf(cells.get("disclosure")), batch = whole(cells.get("batch")), index = whole(cells.get("index"));
    for (const name of ["event_id", "subject", "dataset", "purpose", "controller", "state", "at", "notice", "notice_version"]) must(isCell(cells.get(name), row[name]), "cellOther", { name: "events.csv" });
    must(cells.get("until") === (row.until ?? "") && cells.get("explicit") === String(row.explicit) && isCell(cells.get("guardian"), row.more.guardian ?? ""), "cellOther", { name: "events.csv" });
    must(!leaves.has(at(batch, index)), "rowTwice");
    leaves.set(at(batch, index), await leafHash(decode(await digestOf(cells.get("disclosure")))));
    events.push({ row, order: [row.at, batch, index] });
  }
  const shown = leaves.size, shownOf = new Map();
  for (const { order } of events) shownOf.set(order[1], (shownOf.get(order[1]) ?? 0) + 1);
  for (const cells of table(files.get("nodes.csv"), "batch,start,end,hash")) {
    const hash = /^sha256:(.*)$/.exec(cells.get("hash") ?? ""), place = at(whole(cells.get("batch")), whole(cells.get("start")), whole(cells.get("end")));
    must(hash && isDigest(hash[1]) && !nodes.has(place), "cellOther", { name: "nodes.csv" });
    nodes.set(place, decode(hash[1]));
  }
  const taken = (map, key) => { const found = map.get(key); map.delete(key); return found; };
  const root = async (batch, start, end) => {
    const node = taken(nodes, at(batch, start, end));
    if (node) return node;
    if (end - start === 1) {
      const leaf = taken(leaves, at(batch, start));
      must(leaf, "rowOther");
      return leaf;
    }
    let middle = 1;
    while (middle * 2 < end - start) middle *= 2;
    return nodeHash(await root(batch, start, start + middle), await root(batch, start + middle, end));
  };
  const listed = table(files.get("batches.csv"), "batch,entry,time,count,root,shown,not_shown");
  must(listed.length === batches.length, "cellOther", { name: "batches.csv" });
  for (const [place, one] of batches.entries()) {
    const { count, root: signed } = one.body;
    must(Number.isSafeInteger(count) && count >= 0 && isDigest(signed), "rowOther");
    const found = count ? await root(place + 1, 0, count) : await sha256(new Uint8Array());
    must(encode(found) === signed, "rowOther");
    const cells = listed[place], mine = shownOf.get(place + 1) ?? 0;
    const said = { batch: String(place + 1), entry: `sha256:${one.digest}`, time: one.time, count: String(count), root: `sha256:${signed}`, shown: String(mine), not_shown: String(count - mine) };
    must(Object.entries(said).every(([name, value]) => cells.get(name) === value), "cellOther", { name: "batches.csv" });
  }
  must(!leaves.size && !nodes.size, "rowOther");
  return { events, hidden: batches.reduce((sum, one) => sum + one.body.count, 0) - shown };
}

const TAKING = ["refused", "withdrawn", "expired", "invalidated", "objected", "restricted", "erased"];
const compare = (one, other) => { for (let place = 0; place < one.length; place += 1) if (one[place] !== other[place]) return one[place] < other[place] ? -1 : 1; return 0; };
const AGREES = ["given", "renewed"];
const listOf = (value) => { if (value === undefined) return []; if (!Array.isArray(value)) throw new Malformed("needs"); return value; };

// Why a person counts or not, of the own events up to the moment asked about.
function reasonOf(own, needs, at) {
  const reaching = listOf(needs.reaching), purposes = listOf(needs.purposes), controllers = listOf(needs.controllers), refusing = listOf(needs.refusing), consents = listOf(needs.consents);
  const later = (one, other) => (reaching.length ? one.order[0] > other.order[0] : compare(one.order, other.order) > 0);
  const isYes = (one) => AGREES.includes(one.row.state), same = (one, other) => one.row.purpose === other.row.purpose && one.row.controller === other.row.controller;
  if (needs.strangers && !own.length) return "not_on_file";
  const blocking = ["erased", ...(needs.restrictions ? ["restricted"] : []), ...(needs.objections ? ["objected"] : [])];
  const stops = own.filter((one) => blocking.includes(one.row.state)
    && (one.row.state !== "objected" || ([...purposes, ...reaching].includes(one.row.purpose) && (!controllers.length || controllers.includes(one.row.controller))))
    && !own.some((other) => isYes(other) && same(other, one) && later(other, one))).map((one) => one.row.state);
  for (const state of ["erased", "restricted", "objected"]) if (stops.includes(state)) return state;
  const agreed = purposes.filter((one) => !reaching.includes(one));
  const counting = [...(consents.length || refusing.length ? ["refused", "withdrawn", "invalidated"] : []), ...(needs.objections || consents.length ? ["objected"] : [])];
  const consentAlone = !(needs.objections || refusing.length);
  for (const what of ["meant", "unplaced"]) {
    const pairs = listOf(needs[what]);
    for (const one of own) {
      const anew = own.some((other) => isYes(other) && other.order[0] > one.order[0]
        && (same(other, one) || ((one.row.state !== "objected" || consentAlone) && agreed.includes(other.row.purpose) && controllers.includes(other.row.controller))));
      if (counting.includes(one.row.state) && pairs.some((pair) => pair[0] === one.row.purpose && pair[1] === one.row.controller) && !anew) return what;
    }
  }
  for (const one of own) {
    const refused = ["refused", "withdrawn", "invalidated"].includes(one.row.state) && refusing.includes(one.row.controller);
    const anew = own.some((other) => isYes(other) && other.row.controller === one.row.controller && [...agreed, one.row.purpose].includes(other.row.purpose) && other.order[0] > one.order[0]);
    if (refused && [...purposes, ...reaching].includes(one.row.purpose) && !anew) return "said_no";
  }
  for (const need of consents) {
    const mine = own.filter((one) => one.row.controller === need.controller);
    const right = mine.filter((one) => listOf(need.purposes).includes(one.row.purpose));
    right.push(...mine.filter((one) => reaching.includes(one.row.purpose) && TAKING.includes(one.row.state) && !right.includes(one)));
    const rank = (one) => [one.order[0], Number(reaching.length > 0 && TAKING.includes(one.row.state)), ...one.order];
    const last = right.reduce((best, one) => (!best || compare(rank(one), rank(best)) > 0 ? one : best), null)?.row;
    if (!last) return "unknown";
    if (!AGREES.includes(last.state)) return last.state;
    if (last.until !== null && last.until < at) return "expired";
    if (need.since !== undefined && last.at < need.since) return "stale";
    const isIn = (list, length) => listOf(list).some((one) => Array.isArray(one) && one[0] === last.notice && one[1] === last.notice_version && (length === 2 || one[2] === last.purpose));
    if (!isIn(need.accepted, 2)) return isIn(need.invalid, 2) ? "notice_invalid" : isIn(need.lacking, 2) ? "notice_lacks" : "notice_unknown";
    if (isIn(need.unassigned, 3)) return "notice_unassigned";
    if (need.explicit && !last.explicit) return "not_explicit";
    if (need.parental && !last.more.guardian) return "not_parental";
  }
  return "allowed";
}

// The events that a line of subjects.csv shows are the person's own.
function isOfEvents(cells, own) {
  for (let number = 1; ; number += 1) {
    const end = number > 1 ? `_${number}` : "", cell = (name) => cells.get(name + end);
    if (cell("event") === undefined) return true;
    const shown = ["event", "state", "at", "until", "notice", "notice_version", "explicit", "guardian"].map(cell);
    if (shown.every((one) => one === "")) continue;
    const fits = own.some(({ row }) => [row.event_id, row.state, row.at, row.until ?? "", row.notice, row.notice_version, String(row.explicit), row.more.guardian ?? ""].every((value, place) => isCell(shown[place], value)));
    if (!fits) return false;
  }
}

// Strings as Python sorts them, by code points.
const byPoints = (one, other) => {
  const left = [...one], right = [...other];
  for (let place = 0; place < Math.min(left.length, right.length); place += 1) if (left[place] !== right[place]) return left[place].codePointAt(0) - right[place].codePointAt(0);
  return left.length - right.length;
};

async function count(told, files, inputs, body, events, hidden) {
  const listed = table(files.get("subjects.csv")), { question } = inputs;
  if (told.cohort < 0) {
    must(body.m === 0 && !listed.length && !listOf(inputs.cohorts).some((one) => one?.tally?.total), "countOther");
    return [good("countedNobody", {}, "recount.py")];
  }
  const cohort = listOf(inputs.cohorts)[told.cohort];
  if (!isObject(cohort) || !isObject(cohort.needs) || !isObject(cohort.tally) || !isObject(inputs.subjects) || typeof inputs.subjects.salt !== "string") throw new Malformed("inputs");
  const people = new Map(listOf(question.subjects ?? undefined).map((one) => [one, []]));
  for (const one of events) {
    if (one.row.at > question.at || one.row.dataset !== question.dataset) continue;
    if (!people.has(one.row.subject)) people.set(one.row.subject, []);
    people.get(one.row.subject).push(one);
  }
  const reasons = [...people].sort((one, other) => byPoints(one[0], other[0])).map(([subject, own]) => [subject, reasonOf(own, cohort.needs, question.at)]);
  must(listed.length === reasons.length, "subjectsOther");
  for (const [place, [subject, why]] of reasons.entries()) {
    const cells = listed[place];
    must(isCell(cells.get("subject"), subject) && cells.get("reason") === why && cells.get("counts") === (why === "allowed" ? "yes" : "no"), "subjectsOther");
  }
  for (const [place, [subject]] of reasons.entries()) must(isOfEvents(listed[place], people.get(subject)), "cellOther", { name: "subjects.csv" });
  const allowed = reasons.filter(([, why]) => why === "allowed").map(([subject]) => subject), counts = Object.create(null);
  for (const [, why] of reasons) if (why !== "allowed") counts[why] = (counts[why] ?? 0) + 1;
  const salted = body.n ? allowed : [];
  const agreed = cohort.tally.total === reasons.length && cohort.tally.allowed === allowed.length && isSame(cohort.tally.counts ?? {}, counts) && body.m === reasons.length && (body.n === 0 || body.n === allowed.length)
    && (await digestOf(`${inputs.subjects.salt}\n${salted.map((one) => `${one}\n`).join("")}`)) === body.subjects;
  if (!agreed && hidden) return [cap("countErased", {}, "recount.py")];
  must(agreed, "countOther");
  return [good("countedAgain", { n: body.n, m: body.m }, "recount.py"), ...Object.entries(counts).sort().map(([why, n]) => good("countedWhy", { n, why: coded("why", why) }))];
}
