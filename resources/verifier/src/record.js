// The proof of a delivery or a recall (datapact-record-proof): who recorded what, and the sealed list of people; records.py of the guide.
import { authorsOf, RECORDS } from "./dossier.js";
import { checkForm } from "./forms.js";
import { entriesOf, hasMembers, impossibleTimes } from "./exported.js";
import { author, leafHash, line, nodeHash, Refused, withCards } from "./history.js";
import { decode, digestOf, encode, isDigest, isObject, Malformed, parse, sha256 } from "./json.js";
import { vouched } from "./receipt.js";
import { bad, cap, good, left } from "./steps.js";

const ANSWERS = { recall: "recall_acknowledged", recall_received: "recall_done" };
const ABOUT = ["delivery", ...Object.keys(ANSWERS)];
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

function belongs(one, about) {
  if (one.digest === about.digest) return true;
  if (one.kind === "delivery") return about.kind === "recall" && Array.isArray(about.body.deliveries) && about.body.deliveries.includes(one.digest);
  if (one.kind === "delivery_corrected") return about.kind === "delivery" && one.body.delivery === about.digest;
  return [ANSWERS[about.kind], about.kind === "recall" ? "recall_sent" : ""].includes(one.kind) && typeof one.body.key === "string" && one.body.key === about.body.key;
}

// The rows that are shown, by place, where they and the hashes of the others give this root with nothing left over; else null.
async function shownUnder(list, root) {
  const rows = new Map(), nodes = new Map();
  for (const one of list.rows) {
    if (!hasMembers(one, ["disclosure", "index"]) || !isCount(one.index) || rows.has(one.index)) throw new Malformed("rows");
    rows.set(one.index, one.disclosure);
  }
  for (const one of list.nodes) {
    const place = `${one?.start} ${one?.end}`;
    if (!hasMembers(one, ["end", "hash", "start"]) || !isCount(one.start) || !isCount(one.end) || !isDigest(one.hash) || nodes.has(place)) throw new Malformed("nodes");
    nodes.set(place, one.hash);
  }
  const left = new Set(rows.keys());
  const hash = async (start, end) => {
    const place = `${start} ${end}`, node = nodes.get(place);
    if (node !== undefined) { nodes.delete(place); return decode(node); }
    if (end - start === 1) {
      if (!left.delete(start)) throw new Refused("listOther");
      return leafHash(decode(await digestOf(rows.get(start))));
    }
    let middle = 1;
    while (middle * 2 < end - start) middle *= 2;
    return nodeHash(await hash(start, start + middle), await hash(start + middle, end));
  };
  const found = list.lines ? await hash(0, list.lines) : await sha256(new Uint8Array());
  return encode(found) === root && !nodes.size && !left.size ? rows : null;
}

function rowOf(disclosure) {
  const parts = parse(decode(disclosure), 64 * 1024);
  if (!Array.isArray(parts) || parts.length !== 2 || !isObject(parts[1])) throw new Malformed("row");
  return parts[1];
}

async function listed(told, about) {
  const { root, count } = about.body, wrong = (key) => [bad(key, {}, "records.py")];
  const rows = isDigest(root) && isCount(count) ? await shownUnder(told.list, root) : null;
  if (!rows) return wrong("listOther");
  const shown = [...rows].map(([place, disclosure]) => [place, rowOf(disclosure)]);
  if (shown.some(([place, row]) => row.line !== place + 1 || typeof row.subject !== "string")) return wrong("listForm");
  const isDelivery = about.kind === "delivery", people = isDelivery ? told.list.lines : new Set(shown.map(([, row]) => String(row.sent_as ?? row.subject))).size;
  if ((isDelivery || shown.length === told.list.lines) && people !== count) return wrong("listLength");
  return [good("listSealed", { n: shown.length, m: told.list.lines }, "records.py")];
}

// A digest as other tools print it.
const hexadecimal = (digest) => [...decode(digest)].map((one) => one.toString(16).padStart(2, "0")).join("");

export async function record(told, cards) {
  checkForm("record", told);
  if (told.v !== ("vouched" in told ? 2 : 1)) throw new Malformed("record");
  const { list } = told;
  if (!isCount(list.lines) || ![list.rows, list.nodes].every(Array.isArray)) throw new Malformed("record");
  const own = await line(told.organisation, await entriesOf(told.history)), lines = new Map([[own.id, own]]), { joined, told: cardSteps } = withCards(lines, cards);
  const records = await entriesOf(told.records), about = records.find((one) => one.digest === list.entry), wrong = (key) => ({ steps: [bad(key, {}, "records.py")] });
  if (records.some((one) => one.history !== `urn:datapact:organisation:${own.id}` || one.org !== own.id)) return wrong("entryElsewhere");
  if (!about || !ABOUT.includes(about.kind) || records.some((one) => !belongs(one, about))) return wrong("recordOther");
  const steps = [...(await authorsOf(records, lines, RECORDS)), ...(await impossibleTimes(records, lines))];
  for (const one of records) {
    if (!RECORDS.has(one.kind)) continue;
    const person = await author(one, lines, RECORDS.get(one.kind)), { body } = one, text = (name) => (typeof body[name] === "string" ? body[name] : "");
    const what = ["dataset", "recipient_name", "recipient", "sender", "purpose", "at", "ask", "due", "outcome", "step", "finding"].map(text).filter(Boolean).join("; ");
    steps.push(good("recordBy", { time: one.time, person: person.name || person.id, what: { key: `record_${one.kind}` }, more: what || "–" }, "records.py"));
    for (const [name, key] of [["letter", "recordLetter"], ["evidence", "recordEvidence"]]) if (isDigest(body[name])) steps.push(left(key, { digest: hexadecimal(body[name]) }, "sha256sum"));
    const newest = joined.get(own.id);
    if (newest.state.revoked.has(one.kid) && !(await vouched(one, told.vouched ?? [], newest))) steps.push(cap("entriesRevoked", { party: own.state.name }, "still_stands (history.py)"));
  }
  steps.push(...(await listed(told, about)));
  return { steps: [...steps, ...cardSteps, left("openRecord", {}, "records.py")] };
}
