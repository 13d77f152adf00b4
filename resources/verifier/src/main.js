// The page: files in, steps out. Values from files become text nodes, never markup.
import { judge } from "./judge.js";
import { say, words } from "./words.js";

const $ = (id) => document.getElementById(id);
let progress = null;
let language = (navigator.language ?? "en").startsWith("de") ? "de" : "en";
const judgedFiles = [];

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

function article({ name, verdict, steps }) {
  const made = element("article");
  made.dataset.verdict = verdict;
  made.append(element("h2", name), element("p", say(language, verdict), "verdict"));
  const list = element("ol");
  for (const step of steps) {
    const item = element("li", "", step.result);
    item.append(element("span", `${say(language, step.result)}: `, "mark"), say(language, step.key, step.values ?? {}));
    if (step.hand) item.append(element("span", say(language, "hand", { command: step.hand }), "hand"));
    list.append(item);
  }
  if (steps.length) made.append(list);
  return made;
}

async function take(files) {
  for (const file of files) {
    progress = { key: "reading", values: { name: file.name } };
    show();
    await new Promise((resolve) => setTimeout(resolve));
    const result = file.size > 64 * 1024 * 1024 ? { verdict: "verdictUnknown", steps: [{ result: "open", key: "tooLarge" }] } : await judge(new Uint8Array(await file.arrayBuffer()));
    judgedFiles.unshift({ name: file.name, ...result });
    show();
  }
  progress = { key: "done" };
  show();
}

$("language").addEventListener("change", (event) => { language = event.target.value; show(); });
$("files").addEventListener("change", (event) => take([...event.target.files]));
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    $("drop").classList.toggle("over", kind === "dragover");
    if (kind === "drop") take([...event.dataTransfer.files]);
  });
}
show();
globalThis.datapactJudge = judge;
