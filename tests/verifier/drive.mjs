// Opens the page in a browser, gives it files at once, and prints what it shows: drive.mjs BROWSER PAGE FILE...
// PICTURE is where a picture goes, LOOK such as "dark-en-900": its colours, its language, its width.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { browser } from "./browsers.mjs";

const [program, page, ...files] = process.argv.slice(2), patience = Number(process.env.PATIENCE ?? 60);
const [colours, language, width] = (process.env.LOOK ?? "light-de-900").split("-");
const on = await browser(program);
try {
  const until = async (expression) => {
    for (let tries = 0; tries < patience * 20; tries += 1) {
      if (await on.evaluate(expression)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never: ${expression}`);
  };
  await on.look(colours === "dark", Number(width));
  await on.open(pathToFileURL(page).href);
  await until("document.readyState === 'complete' && !!document.getElementById('files')");
  // How long the page could not answer, and what it said meanwhile of how far it is.
  await on.evaluate("(() => { let last = performance.now(); globalThis.longest = 0; globalThis.said = []; setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 10); new MutationObserver(() => said.push(document.getElementById('progress').textContent)).observe(document.getElementById('progress'), { childList: true, characterData: true, subtree: true }); return true; })()");
  const begun = performance.now(), before = on.processor();
  await on.choose("#files", files);
  await until(`document.querySelectorAll('article:not([data-verdict=""])').length === ${files.length} && !document.querySelector('article[data-verdict=""]')`);
  const took = (performance.now() - begun) / 1000, processor = on.processor() - before;
  await on.evaluate(`(() => { const s = document.getElementById('language'); s.value = '${language}'; s.dispatchEvent(new Event('change')); return true; })()`);
  const shown = await on.evaluate("[...document.querySelectorAll('article')].map((one) => ({ verdict: one.dataset.verdict, name: one.querySelector('h2').textContent, text: one.textContent }))");
  const { longest, said } = await on.evaluate("({ longest, said })");
  if (process.env.UNFOLD) await on.evaluate("(() => { for (const one of document.querySelectorAll('details')) one.open = true; return true; })()");
  if (process.env.PICTURE) writeFileSync(process.env.PICTURE, Buffer.from(await on.picture(), "base64"));
  const requests = on.requests().filter((url) => !/^(?:file|blob|about|data):/.test(url));
  console.log(JSON.stringify({ shown, requests, errors: on.errors(), took, processor, longest, progress: said.filter((one) => /\d/.test(one)).length }));
} finally {
  await on.close();
}
process.exit();
