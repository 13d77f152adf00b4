// Opens a page in Chromium by its DevTools protocol, gives it files at once, and prints what it shows. No package needed.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, page, ...files] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "c"));
const options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync", "--disable-component-update", "--disable-quic", `--user-data-dir=${profile}`, "--remote-debugging-pipe", "about:blank"];
const browser = spawn(chromium, options, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const waiting = new Map(), heard = [];
let rest = "", next = 0;
browser.stdio[4].setEncoding("utf8");
browser.stdio[4].on("data", (text) => {
  const parts = (rest + text).split("\0");
  rest = parts.pop();
  for (const part of parts) {
    const message = JSON.parse(part);
    if (message.id) waiting.get(message.id)?.(message);
    else heard.push(message);
  }
});
const ask = (method, params = {}, sessionId) => new Promise((resolve, reject) => {
  const id = ++next;
  waiting.set(id, (message) => (message.error ? reject(new Error(`${method}: ${message.error.message}`)) : resolve(message.result)));
  browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
});
try {
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const on = (method, params) => ask(method, params, sessionId);
  for (const part of ["Page", "Runtime", "Network", "DOM", "Log"]) await on(`${part}.enable`);
  await on("Page.navigate", { url: pathToFileURL(page).href });
  const evaluate = async (expression) => (await on("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true })).result.value;
  const until = async (expression) => {
    for (let tries = 0; tries < 600; tries += 1) {
      if (await evaluate(expression)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never: ${expression}`);
  };
  await until("document.readyState === 'complete' && !!document.getElementById('files')");
  const { root } = await on("DOM.getDocument");
  const { nodeId } = await on("DOM.querySelector", { nodeId: root.nodeId, selector: "#files" });
  await on("DOM.setFileInputFiles", { nodeId, files });
  await until(`document.querySelectorAll('article').length === ${files.length}`);
  await evaluate("(() => { const s = document.getElementById('language'); s.value = 'de'; s.dispatchEvent(new Event('change')); })()");
  const shown = await evaluate("[...document.querySelectorAll('article')].map((one) => ({ verdict: one.dataset.verdict, name: one.querySelector('h2').textContent, german: one.textContent }))");
  const picture = process.env.PICTURE;
  if (picture) (await import("node:fs")).writeFileSync(picture, Buffer.from((await on("Page.captureScreenshot", { captureBeyondViewport: true })).data, "base64"));
  const requests = heard.filter((one) => one.method === "Network.requestWillBeSent").map((one) => one.params.request.url).filter((url) => !url.startsWith("file:"));
  const errors = heard.filter((one) => one.method === "Runtime.exceptionThrown" || (one.method === "Log.entryAdded" && one.params.entry.level === "error")).map((one) => JSON.stringify(one.params).slice(0, 300));
  console.log(JSON.stringify({ shown, requests, errors }));
} finally {
  const gone = new Promise((resolve) => browser.once("exit", resolve));
  await Promise.race([ask("Browser.close").then(() => gone), new Promise((resolve) => setTimeout(resolve, 5000))]).catch(() => {});
  browser.kill("SIGKILL");
  try {
    rmSync(profile, { recursive: true, force: true });
  } catch {
    // a child of it still wrote; the folder is one of those for temporary files
  }
}
process.exit();
