// The page: files in, steps out. Values from files become text nodes, never markup.
import { judge } from "./judge.js";
import { pool } from "./pool.js";
import { left } from "./steps.js";
import { plain, say, words } from "./words.js";
import { serve } from "./work.js";

const $ = (id) => document.getElementById(id);
const MOST_CARD = 1024 * 1024, MOST_SHOWN = 500;
const judgedFiles = [], cards = new Map();
let progress = null, language = "en", workers = null;

function element(kind, text, className) {
  const made = document.createElement(kind);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function show() {
  document.documentElement.lang = language;
  $("language").value = language;
  $("title").textContent = document.title = say(language, "title");
  $("language-label").textContent = say(language, "language");
  $("lead").textContent = say(language, "lead");
  $("drop-words").textContent = say(language, "drop");
  tell(progress);
  $("limits-title").textContent = say(language, "limitsTitle");
  $("limits").replaceChildren(...words.limits[language === "de" ? 0 : 1].map((text) => element("li", text)));
  for (const one of judgedFiles) draw(one);
}

// Says how far it is; a reader of the screen hears this line and nothing else unasked.
function tell(about) {
  progress = about;
  $("progress").textContent = progress ? say(language, progress.key, progress.values) : "";
}

// A cell with a text, in which what differs from the other side is marked.
function cell(text, other) {
  const made = element("td"), words = text.split(" "), against = other?.split(" ");
  if (!against) { made.append(plain(text)); return made; }
  let start = 0, end = 0;
  while (start < Math.min(words.length, against.length) && words[start] === against[start]) start += 1;
  while (end < Math.min(words.length, against.length) - start && words.at(-1 - end) === against.at(-1 - end)) end += 1;
  const parts = [words.slice(0, start), words.slice(start, words.length - end), words.slice(words.length - end)].map((one) => plain(one.join(" ")));
  made.append(parts[0] && `${parts[0]} `, ...(parts[1] ? [element("mark", parts[1])] : []), parts[2] && ` ${parts[2]}`);
  return made;
}

// The text of the agreement as its data have it beside what the pages say, a language a part; differing lines are marked.
function agreed({ language: spoken, lines, missing = [], shown = [] }) {
  const made = element("details"), frame = element("div", "", "agreed"), table = element("table"), title = say(language, "agreementTitle", { language: spoken });
  made.append(element("summary", missing.length ? `${title} ${say(language, "agreementDiffers", { n: missing.length })}` : title), frame);
  Object.assign(frame, { tabIndex: 0, role: "region", ariaLabel: title });
  const heads = element("tr");
  for (const key of ["fromData", "onPages"]) heads.append(Object.assign(element("th", say(language, key)), { scope: "col" }));
  const body = element("tbody");
  if (/^[a-z]{2}$/.test(spoken)) body.lang = spoken;
  for (const [place, line] of lines.entries()) {
    const differs = missing.includes(place), other = shown[place], row = element("tr", "", [line.heading ? "heading" : line.item ? "item" : "", differs ? "differs" : ""].join(" ").trim());
    const text = plain(line.text).replace(/[\u00ad]/g, ""), right = other?.text ?? "";
    const cells = differs ? [cell(text, right), cell(right, text)] : [cell(text), cell(right)];
    if (differs) {
      const note = element("strong", say(language, "notOnPages"));
      note.lang = language;
      cells[0].prepend(note);
    }
    if (other?.page) cells[1].append(Object.assign(element("span", ` ${say(language, "page", { n: other.page })}`, "place"), { lang: language }));
    row.append(...cells);
    body.append(row);
  }
  const head = element("thead");
  head.append(heads);
  table.append(head, body);
  frame.append(table);
  return made;
}

// What nobody may miss beside a good headline: that names are only the file's word, and that something was left out.
function besideVerdict(verdict, steps) {
  if (verdict === "verdictBad") return [];
  const has = (key) => steps.some((one) => one.key === key);
  return [...(has("declared") ? ["headDeclared"] : []), ...(has("statement_left_out") ? ["headLeftOut"] : [])];
}

// Draws one file in its place; what was unfolded there stays so.
function draw(one) {
  const { name, verdict, steps = [], agreement, shown } = one, isOpen = [...shown.querySelectorAll("details")].map((each) => each.open);
  shown.dataset.verdict = verdict ?? "";
  shown.ariaLabel = plain(name);
  shown.ariaBusy = String(!verdict);
  const title = element("h2", plain(name));
  const parts = [title, element("p", say(language, verdict ?? "waits"), "verdict"), ...besideVerdict(verdict, steps).map((key) => element("p", say(language, key), "beside"))], list = element("ol");
  // What is wrong comes first; the rest in the order of the guide.
  const sorted = [...steps].sort((one, other) => Number(other.result === "bad") - Number(one.result === "bad"));
  for (const step of sorted.slice(0, MOST_SHOWN)) {
    const item = element("li", "", step.result);
    item.append(element("span", `${say(language, step.result)}: `, "mark"), say(language, step.key, step.values ?? {}));
    if (step.hand) item.append(element("span", say(language, step.hand.startsWith("datapact ") ? "withProgram" : "hand", { command: step.hand }), "hand"));
    list.append(item);
  }
  if (steps.length) parts.push(list);
  if (sorted.length > MOST_SHOWN) parts.push(element("p", say(language, "stepsMore", { n: sorted.length - MOST_SHOWN })));
  for (const each of agreement ?? []) parts.push(agreed(each));
  shown.replaceChildren(...parts);
  for (const [place, each] of [...shown.querySelectorAll("details")].entries()) each.open = isOpen[place] ?? false;
}

async function judgeOne(one) {
  const { name, file } = one;
  tell({ key: "reading", values: { name } });
  let found;
  try {
    found = await workers.judge(file, [...cards.values()], (done, all) => tell({ key: "readingPart", values: { name, done, all } }));
  } catch {
    found = { verdict: "verdictUnknown", steps: [left("failed", {}, "datapact verify")] };
  }
  Object.assign(one, { agreement: null }, found);
  draw(one);
  tell({ key: "finished", values: { name, verdict: { key: one.verdict } } });
}

// As many at a time as there are workers.
async function judgeAll(list) {
  const rest = [...list];
  await Promise.all(Array.from({ length: workers.lanes }, async () => { while (rest.length) await judgeOne(rest.shift()); }));
}

// Cards first: what lies beside them is held against them, and so is what came before.
async function take(files) {
  const known = cards.size, before = [...judgedFiles], added = files.map((file) => ({ name: file.name, file, shown: element("article") }));
  for (const one of added) {
    judgedFiles.unshift(one);
    $("results").prepend(one.shown);
    draw(one);
  }
  for (const file of files) {
    const card = file.size <= MOST_CARD ? await workers.card(file).catch(() => null) : null;
    if (card) cards.set(card.key, card);
  }
  await judgeAll([...added, ...(cards.size > known ? before : [])]);
  if (added.length > 1) tell({ key: "done" });
}

function begin() {
  language = (navigator.language ?? "en").startsWith("de") ? "de" : "en";
  workers = pool(document.currentScript.textContent);
  let queue = Promise.resolve();
  const enqueue = (files) => { queue = queue.then(() => take(files)); };
  $("language").addEventListener("change", (event) => { language = event.target.value; show(); });
  $("files").addEventListener("change", (event) => { enqueue([...event.target.files]); event.target.value = ""; });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      $("drop").classList.toggle("over", kind === "dragover");
      if (kind === "drop") enqueue([...event.dataTransfer.files]);
    });
  }
  show();
  globalThis.datapactJudge = judge;
}

if (globalThis.document) begin();
else serve(globalThis);
