// Builds datapact-verify.html: one file from src, byte for byte the same from the same sources and lock file.
import { build } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2] ?? join(here, "datapact-verify.html");
const built = await build({
  entryPoints: [join(here, "src", "main.js")],
  bundle: true, minify: true, format: "iife", target: "es2022", write: false, legalComments: "none", charset: "ascii",
  absWorkingDir: here,
});
const script = built.outputFiles[0].text.replaceAll("</script", "<\\/script");
const style = readFileSync(join(here, "src", "style.css"), "utf8");
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
const page = readFileSync(join(here, "src", "page.html"), "utf8")
  .replace("POLICY", () => policy).replace("STYLE", () => style).replace("SCRIPT", () => script);
writeFileSync(output, page);
