// Builds datapact-verify.html: one file from src, byte for byte the same from the same sources and lock file.
import { build } from "esbuild";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2] ?? join(here, "datapact-verify.html");
const built = await build({
  entryPoints: [join(here, "src", "main.js")],
  bundle: true, minify: true, format: "iife", target: "es2022", write: false, legalComments: "none", charset: "ascii",
  absWorkingDir: here, metafile: true,
});

// The licences of what is bundled, as each asks for.
const bundled = [...new Set(Object.keys(built.metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean))].sort();
const notices = bundled.map((name) => {
  const folder = join(here, "node_modules", name);
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `${name} ${version} (${license})\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}`;
}).join("\n\n").replaceAll("\r", "").replaceAll("--", "- -");
const script = built.outputFiles[0].text.replaceAll("</script", "<\\/script");
const style = readFileSync(join(here, "src", "style.css"), "utf8");
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; worker-src blob:; base-uri 'none'; form-action 'none'`;
const page = readFileSync(join(here, "src", "page.html"), "utf8")
  .replace("POLICY", () => policy).replace("STYLE", () => style).replace("SCRIPT", () => script)
  .replace("NOTICES", () => notices);
writeFileSync(output, page);
// The guide for people without DataPact names the digest of the page of this version.
if (process.argv[2] === undefined) {
  const guide = join(here, "..", "..", "docs", "verify-without-datapact.md"), digest = createHash("sha256").update(page).digest("hex");
  writeFileSync(guide, readFileSync(guide, "utf8").replace(/(of this version:\n\n    )\S+/, (_, before) => before + digest));
}
