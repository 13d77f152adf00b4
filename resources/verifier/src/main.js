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

// The text of the agreement as its data have it, a language a part.
function agreed({ language: spoken, lines, missing = [] }) {
  const made = element("details"), text = element("div", "", "agreed"), title = say(language, "agreementTitle", { language: spoken });
  made.append(element("summary", title), text);
  text.lang = /^[a-z]{2}$/.test(spoken) ? spoken : "";
  Object.assign(text, { tabIndex: 0, role: "region", ariaLabel: title });
  for (const [place, line] of lines.entries()) {
    const shown = element(line.heading ? "h3" : "p", "", line.item ? "item" : "");
    if (missing.includes(place)) {
      shown.className += " differs";
      shown.append(element("strong", say(language, "notOnPages")));
    }
    shown.append(plain(line.text));
    text.append(shown);
  }
  return made;
}

// Draws one file in its place; what was unfolded there stays so.
function draw(one) {
  const { name, verdict, steps = [], agreement, shown } = one, isOpen = [...shown.querySelectorAll("details")].map((each) => each.open);
  shown.dataset.verdict = verdict ?? "";
  shown.ariaBusy = String(!verdict);
  const title = element("h2", plain(name));
  const parts = [title, element("p", say(language, verdict ?? "waits"), "verdict")], list = element("ol");
  // What is wrong comes first; the rest in the order of the guide.
  const sorted = [...steps].sort((one, other) => Number(other.result === "bad") - Number(one.result === "bad"));
  for (const step of sorted.slice(0, MOST_SHOWN)) {
    const item = element("li", "", step.result);
    item.append(element("span", `${say(language, step.result)}: `, "mark"), say(language, step.key, step.values ?? {}));
    if (step.hand) item.append(element("span", say(language, "hand", { command: step.hand }), "hand"));
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
