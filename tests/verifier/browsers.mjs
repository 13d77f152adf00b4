// Chromium by its DevTools protocol and Firefox by WebDriver BiDi, each without a driver program and without a package.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Numbered questions over any line: send(text) sends one, heard(message) takes what comes.
function conversation(send) {
  const waiting = new Map(), events = [];
  let next = 0;
  return {
    events,
    ask: (method, params = {}, sessionId) => new Promise((resolve, reject) => {
      const id = ++next;
      waiting.set(id, (message) => (message.error ? reject(new Error(`${method}: ${message.error.message ?? message.message}`)) : resolve(message.result)));
      send(JSON.stringify({ id, method, params, sessionId }));
    }),
    heard: (message) => { if (message.id) waiting.get(message.id)?.(message); else events.push(message); },
  };
}

// Seconds of the processor that a process and its children have taken so far (Linux).
function processorSeconds(pid) {
  const found = new Map();
  for (const one of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${one}/stat`, "latin1").split(") ").pop().split(" ");
      found.set(Number(one), { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) });
    } catch {
      // it ended meanwhile
    }
  }
  const isOwn = (one) => { for (let at = one; found.has(at); at = found.get(at).parent) if (at === pid) return true; return false; };
  return [...found].filter(([one]) => isOwn(one)).reduce((sum, [, { ticks }]) => sum + ticks, 0) / 100;
}

// A new profile, and what starts in it; gone afterwards.
function started(program, options, stdio) {
  const profile = mkdtempSync(join(tmpdir(), "b")), browser = spawn(program, options(profile), { stdio, env: { ...process.env, MOZ_REMOTE_ALLOW_SYSTEM_ACCESS: "" } });
  const gone = new Promise((resolve) => browser.once("exit", resolve));
  const close = async (politely) => {
    await Promise.race([politely().then(() => gone), new Promise((resolve) => setTimeout(resolve, 5000))]).catch(() => {});
    browser.kill("SIGKILL");
    try {
      rmSync(profile, { recursive: true, force: true });
    } catch {
      // a child of it still wrote; the folder is one of those for temporary files
    }
  };
  return { browser, close, processor: () => processorSeconds(browser.pid) };
}

async function chromium(program) {
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync", "--disable-component-update", "--disable-quic"];
  const { browser, close, processor } = started(program, (profile) => [...flags, `--user-data-dir=${profile}`, "--remote-debugging-pipe", "about:blank"], ["ignore", "ignore", "ignore", "pipe", "pipe"]);
  const { ask, heard, events } = conversation((text) => browser.stdio[3].write(`${text}\0`));
  let rest = "";
  browser.stdio[4].setEncoding("utf8");
  browser.stdio[4].on("data", (text) => {
    const parts = (rest + text).split("\0");
    rest = parts.pop();
    parts.map(JSON.parse).forEach(heard);
  });
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const on = (method, params) => ask(method, params, sessionId);
  for (const part of ["Page", "Runtime", "Network", "DOM", "Log"]) await on(`${part}.enable`);
  const of = (method) => events.filter((one) => one.method === method).map((one) => one.params);
  return {
    open: (url) => on("Page.navigate", { url }),
    evaluate: async (expression) => (await on("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true })).result.value,
    choose: async (selector, files) => {
      const { root } = await on("DOM.getDocument"), { nodeId } = await on("DOM.querySelector", { nodeId: root.nodeId, selector });
      await on("DOM.setFileInputFiles", { nodeId, files });
    },
    look: (dark, width) => Promise.all([on("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }] }), on("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: false })]),
    press: async (key) => { for (const type of ["keyDown", "keyUp"]) await on("Input.dispatchKeyEvent", { type, ...key }); },
    tree: async () => (await on("Accessibility.getFullAXTree")).nodes.filter((one) => !one.ignored).map((one) => [one.role?.value, one.name?.value]),
    picture: async () => (await on("Page.captureScreenshot", { captureBeyondViewport: true })).data,
    requests: () => of("Network.requestWillBeSent").map((one) => one.request.url),
    errors: () => [...of("Runtime.exceptionThrown"), ...of("Log.entryAdded").filter((one) => one.entry.level === "error")].map((one) => JSON.stringify(one).slice(0, 300)),
    processor,
    close: () => close(() => ask("Browser.close")),
  };
}

async function firefox(program) {
  const { browser, close, processor } = started(program, (profile) => ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"], ["ignore", "ignore", "pipe"]);
  let said = "";
  browser.stderr.setEncoding("utf8");
  const address = await new Promise((resolve, reject) => {
    browser.stderr.on("data", (text) => {
      said += text;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    browser.once("exit", () => reject(new Error(said.slice(-1000))));
  });
  const line = new WebSocket(`${address}/session`);
  const { ask, heard, events } = conversation((text) => line.send(text));
  line.onmessage = ({ data }) => heard(JSON.parse(data));
  await new Promise((resolve, reject) => { line.onopen = resolve; line.onerror = reject; });
  await ask("session.new", { capabilities: {} });
  const { contexts } = await ask("browsingContext.getTree"), { context } = contexts[0];
  await ask("session.subscribe", { events: ["network.beforeRequestSent", "log.entryAdded"] });
  const evaluate = async (expression) => {
    const told = await ask("script.evaluate", { expression: `(async () => JSON.stringify(await (${expression})))()`, target: { context }, awaitPromise: true });
    if (told.type !== "success") throw new Error(told.exceptionDetails?.text);
    return told.result.value === undefined ? undefined : JSON.parse(told.result.value);
  };
  const of = (method) => events.filter((one) => one.method === method).map((one) => one.params);
  return {
    open: (url) => ask("browsingContext.navigate", { context, url, wait: "complete" }),
    evaluate,
    choose: async (selector, files) => {
      const { nodes } = await ask("browsingContext.locateNodes", { context, locator: { type: "css", value: selector } });
      await ask("input.setFiles", { context, element: { sharedId: nodes[0].sharedId }, files });
    },
    look: (_dark, width) => ask("browsingContext.setViewport", { context, viewport: { width, height: 900 } }),
    picture: async () => (await ask("browsingContext.captureScreenshot", { context, origin: "document" })).data,
    requests: () => of("network.beforeRequestSent").map((one) => one.request.url),
    errors: () => of("log.entryAdded").filter((one) => one.level === "error").map((one) => String(one.text).slice(0, 300)),
    processor,
    close: () => close(() => ask("browser.close")),
  };
}

export const browser = (program) => (/firefox/.test(program) ? firefox(program) : chromium(program));
