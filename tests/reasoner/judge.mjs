// May the data be shared? EYE decides once more, by rules.n3; all worlds in one process.
//
//   node judge.mjs WORLDS.json   {"worlds": [{"question", "world", "events", "people"}…]}: prints what is found of each
//   node judge.mjs FOLDER        the attachments of one exported answer: prints what bars it, or who may go
//   node judge.mjs FILE.nt       policies, requests and states of the world in triples: prints which policy permits each request
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const stop = (words) => { console.error(words); process.exit(2); };
const { n3reasoner, queryOnce, SwiplEye } = await import("eyereasoner").catch(() => stop("The reasoner is not installed: npm ci --ignore-scripts --prefix tests/reasoner, in a copy of the source of DataPact."));

const HEAD = "@prefix : <urn:datapact:judge#>. @prefix j: <urn:datapact:json#>.\n";
const DPV = "https://w3id.org/dpv#";
const here = (name) => {
  try {
    return readFileSync(new URL(name, import.meta.url), "utf8");
  } catch {
    return stop(`${name} is missing: this script works in a copy of the source of DataPact, where its rules and the vocabulary stand beside it.`);
  }
};
const atom = (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const literal = (value) => `literal(${atom(JSON.stringify(String(value)).slice(1, -1))}, type('<http://www.w3.org/2001/XMLSchema#string>'))`;
const fact = (name, subject, object) => `'<urn:datapact:${name}>'(${subject}, ${object}).`;
const RULES = here("rules.n3");
const ASKED = new Set([...RULES.matchAll(/j:(\w+)/g)].map(([, name]) => name)); // reading is what takes time: the rest stays out
let nodes = 0;

/** A value as EYE keeps it (N3P, which it reads ten times as fast as N3), and in `lines` the statements about it. A list is several values of a member, a list in a list has places. */
function write(value, lines) {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return literal(value);
  const node = `'<urn:datapact:node:${nodes++}>'`;
  const inList = Array.isArray(value);
  for (const [name, one] of Object.entries(value)) {
    if (!ASKED.has(name)) continue;
    for (const each of Array.isArray(one) && !inList ? one : [one]) {
      if (each !== null && each !== undefined && each !== "") lines.push(fact(`json#${name}`, node, write(each, lines)));
    }
  }
  return node;
}

/** Which purpose of the vocabulary lies directly within which. */
function broader() {
  const table = here("../../resources/vocabularies/broader.toml");
  return [...table.matchAll(/^(\S+) = \[(.*)\]$/gm)].flatMap(([, narrow, wide]) =>
    [...wide.matchAll(/"([^"]+)"/g)].map(([, one]) => fact("judge#broader", literal(DPV + narrow.replaceAll('"', "")), literal(DPV + one))),
  );
}

const BATCH = 100; // the time of a batch grows faster than the batch

/** What is found of each world, some at a time. */
async function judgeAll(worlds) {
  const found = [];
  for (let from = 0; from < worlds.length; from += BATCH) found.push(...(await judge(worlds.slice(from, from + BATCH))));
  return found;
}

/** What the rules give of these facts, as far as it is asked for. */
async function reasoned(lines, wanted) {
  let out = "";
  const eye = await SwiplEye({ print: (line) => (out += `${line}\n`), printErr: (line) => { throw new Error(line); } });
  const names = [...new Set(lines.map((one) => one.slice(0, one.indexOf("("))))];
  const facts = [...names.map((one) => `:- dynamic(${one}/2).`), ...lines, `scount(${lines.length}).`, "end_of_file."];
  for (const [name, text] of Object.entries({ "facts.n3p": facts.join("\n"), "rules.n3": RULES, "wanted.n3": wanted })) eye.FS.writeFile(name, text);
  queryOnce(eye, "main", ["--nope", "--quiet", "--n3p", "facts.n3p", "rules.n3", "--query", "wanted.n3"]);
  return out;
}

async function judge(worlds) {
  const lines = broader();
  worlds.forEach((world, place) => {
    const node = write(world, lines);
    lines.push(`'<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'(${node}, '<urn:datapact:judge#World>').`, fact("judge#number", node, place));
  });
  const wanted = ["barred", "open", "mayGo"].map((one) => `{?w :number ?n. ?w :${one} ?x} => {?n :${one} ?x}.`);
  const out = await reasoned(lines, HEAD + wanted.join("\n"));
  const found = worlds.map(() => ({ barred: [], open: [], mayGo: [] }));
  for (const [, number, what, list] of out.matchAll(/^(\d+) :(\w+) \((.*)\)\.$/gm)) {
    found[Number(number)][what].push([...list.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, one]) => JSON.parse(`"${one}"`)));
  }
  return found;
}

const seconds = (time) => Date.parse(time) / 1000;

/** The local day of a moment in a zone: a name, or minutes east of UTC. */
function localDay(time, zone) {
  if (/^[+-]\d+$/.test(zone)) return new Date(Date.parse(time) + Number(zone) * 60000).toISOString().slice(0, 10);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(new Date(time));
}

/** Rows of a table of an answer; the apostrophe before what a spreadsheet would take for a formula goes. */
function rows(text) {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)];
  const lines = [[]];
  for (const [, quoted, plain, end] of cells) {
    const cell = quoted === undefined ? plain : quoted.replaceAll('""', '"');
    lines.at(-1).push(/^'\s*[=+\-@|%\t\n＝＋－＠｜％]/u.test(cell) ? cell.slice(1) : cell);
    if (end !== ",") lines.push([]);
  }
  const [head, ...body] = lines.filter((one) => one.length > 1);
  return body.map((one) => Object.fromEntries(head.map((name, place) => [name, one[place]])));
}

/** One person of each kind, and how many are of it: with the same events in the same order, over by then or not, all decide the same. */
function oneOfEach(events, people, at) {
  const own = new Map(people.map((one) => [one, []])), alike = new Map(), kinds = new Map();
  for (const one of [...events].sort((a, b) => a.at - b.at || a.number - b.number)) own.get(one.who)?.push(one);
  for (const [who, mine] of own) {
    const kind = JSON.stringify(mine.map((one) => [one.purpose, one.controller, one.state, one.notice_version, one.explicit, one.until === null, one.until !== null && one.until <= at, one.at <= at]));
    const first = kinds.get(kind) ?? who;
    kinds.set(kind, first);
    alike.set(first, (alike.get(first) ?? 0) + 1);
  }
  return alike;
}

function answerIn(folder) {
  const inputs = JSON.parse(readFileSync(join(folder, "inputs.json"), "utf8"));
  const { question, world } = inputs;
  const events = rows(readFileSync(join(folder, "events.csv"), "utf8")).map((one, number) => ({
    who: one.subject,
    purpose: one.purpose,
    controller: one.controller,
    state: one.state,
    at: seconds(one.at),
    recorded: 0, // what came after the answer is not in the table
    until: one.until ? seconds(one.until) : null,
    notice_version: one.notice_version,
    explicit: one.explicit === "true",
    number,
  }));
  const asked = { ...question, at: seconds(question.at), known_at: seconds(question.known_at || question.at) };
  const people = rows(readFileSync(join(folder, "subjects.csv"), "utf8")).map((one) => one.subject), alike = oneOfEach(events, people, asked.at);
  if (people.length) console.error(`Deciding for ${people.length} people: one for each of ${alike.size} kinds, of which all have the same events in the same order.`);
  return {
    alike,
    world: {
      question: { ...asked, subjects: null, day: localDay(question.at, world.zone) },
      world,
      events: events.filter((one) => alike.has(one.who)),
      people: [...alike.keys()],
    },
  };
}

const [, , given] = process.argv;
if (given.endsWith(".nt")) {
  const out = await n3reasoner(`${readFileSync(given, "utf8")}\n${here("odrl.n3")}`, `${HEAD}{?q :permittedBy ?p} => {?q :permittedBy ?p}.`);
  const permitted = [...out.matchAll(/^<([^>]*)> \S*permittedBy>? <([^>]*)>\.$/gm)].map(([, q, p]) => [q, p]);
  console.error(permitted.length ? "permitted: each request by the policy beside it" : "not permitted: no policy permits a request");
  console.log(JSON.stringify(permitted));
} else if (!statSync(given).isDirectory()) {
  console.log(JSON.stringify(await judgeAll(JSON.parse(readFileSync(given, "utf8")).worlds)));
} else {
  const { world, alike } = answerIn(given), [{ barred, open, mayGo }] = await judge([world]);
  for (const [agreement, purpose] of open) {
    const count = mayGo.filter((one) => one[0] === agreement && one[1] === purpose).reduce((sum, [, , who]) => sum + alike.get(who), 0);
    console.log(`no obstacle found: ${agreement}#purposes.${purpose}, ${count} people may go`);
  }
  if (!open.length) for (const [agreement, purpose, why] of barred) console.log(`barred: ${agreement}#purposes.${purpose}: ${why}`);
  process.exitCode = open.length ? 0 : 1;
}
