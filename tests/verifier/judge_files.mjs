// Judges files by the modules of the page, as many in one process as are named.
// CARDS has sets of cards beside them, a line each: paths with commas between; with more than one set each file is judged with each.
import { readFileSync } from "node:fs";
import { judge, readCard } from "../../resources/verifier/src/judge.js";
import { say } from "../../resources/verifier/src/words.js";

const found = {}, read = (path) => new Uint8Array(readFileSync(path));
const sets = (process.env.CARDS ?? "").split("\n");
for (const [place, set] of sets.entries()) {
  const cards = await Promise.all(set.split(",").filter(Boolean).map((path) => readCard(read(path))));
  for (const path of process.argv.slice(2)) found[sets.length > 1 ? `${path}.${place}` : path] = await judge(read(path), process.env.PROFILE, cards);
}
// Each result has its sentence in both languages.
for (const { verdict, steps } of Object.values(found)) for (const language of ["de", "en"]) for (const one of [{ key: verdict }, ...steps]) say(language, one.key, one.values);
console.log(JSON.stringify(found, (key, value) => (key === "evidence" ? undefined : value)));
