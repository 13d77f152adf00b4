// The page: files in, steps out. Values from files become text nodes, never markup.
import { judge, judgeArchive, readCard } from "./judge.js";
import { plain, say, words } from "./words.js";

const $ = (id) => document.getElementById(id);
let progress = null;
let language = (navigator.language ?? "en").startsWith("de") ? "de" : "en";
const judgedFiles = [];
const cards = new Map();
const MOST = 64 * 1024 * 1024, MOST_SHOWN = 500;

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
  $("progress").textContent = progress ? say(language, progress.key, progress.values) : "";
  $("limits-title").textContent = say(language, "limitsTitle");
  $("limits").replaceChildren(...words.limits[language === "de" ? 0 : 1].map((text) => element("li", text)));
  $("results").replaceChildren(...judgedFiles.map(article));
}

// The text of the agreement as its data have it, a language a part.
function agreed({ language: spoken, lines, missing = [] }) {
  const made = element("details"), text = element("div", "", "agreed");
  made.append(element("summary", say(language, "agreementTitle", { language: spoken })), text);
  text.lang = /^[a-z]{2}$/.test(spoken) ? spoken : "";
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

function article({ name, verdict, steps, agreement }) {
  const made = element("article");
  made.dataset.verdict = verdict;
  made.append(element("h2", plain(name)), element("p", say(language, verdict), "verdict"));
  const list = element("ol");
  // What is wrong comes first; the rest in the order of the guide.
  const sorted = [...steps].sort((one, other) => Number(other.result === "bad") - Number(one.result === "bad"));
  for (const step of sorted.slice(0, MOST_SHOWN)) {
    const item = element("li", "", step.result);
    item.append(element("span", `${say(language, step.result)}: `, "mark"), say(language, step.key, step.values ?? {}));
    if (step.hand) item.append(element("span", say(language, "hand", { command: step.hand }), "hand"));
    list.append(item);
  }
  if (steps.length) made.append(list);
  if (sorted.length > MOST_SHOWN) made.append(element("p", say(language, "stepsMore", { n: sorted.length - MOST_SHOWN })));
  for (const one of agreement ?? []) made.append(agreed(one));
  return made;
}

const bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());

// Says how far it is, and lets the page draw it.
async function told(about) {
  progress = about;
  $("progress").textContent = say(language, about.key, about.values);
  await new Promise((resolve) => setTimeout(resolve));
}

async function judgeFile(file) {
  await told({ key: "reading", values: { name: file.name } });
  const head = new TextDecoder("latin1").decode(await file.slice(0, 4).arrayBuffer());
  if (/^PK(?:\x03\x04|\x05\x06)$/.test(head)) return judgeArchive(file, [...cards.values()], (done, all) => told({ key: "readingPart", values: { name: file.name, done, all } }));
  if (file.size > MOST) return { verdict: "verdictUnknown", steps: [{ result: "open", key: "tooLarge" }] };
  return judge(await bytesOf(file), undefined, [...cards.values()]);
}

// Cards first: what lies beside them is held against them, and so is what came before.
async function take(files) {
  const known = cards.size;
  for (const file of files) {
    const card = file.size <= 1024 * 1024 ? await readCard(await bytesOf(file)) : null;
    if (card) cards.set(`${card.organisation} ${card.line.head}`, card);
  }
  if (cards.size > known) for (const one of judgedFiles) Object.assign(one, await judgeFile(one.file));
  for (const file of files) {
    judgedFiles.unshift({ name: file.name, file, ...(await judgeFile(file)) });
    show();
  }
  progress = { key: "done" };
  show();
}

let queue = Promise.resolve();
const enqueue = (files) => { queue = queue.then(() => take(files)); };

$("language").addEventListener("change", (event) => { language = event.target.value; show(); });
$("files").addEventListener("change", (event) => enqueue([...event.target.files]));
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    $("drop").classList.toggle("over", kind === "dragover");
    if (kind === "drop") enqueue([...event.dataTransfer.files]);
  });
}
show();
globalThis.datapactJudge = judge;
