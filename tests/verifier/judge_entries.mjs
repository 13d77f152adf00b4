// Reads entries by the page's own module: each packed one to whether it is in its form; histories to what they say plainly.
import { readFileSync } from "node:fs";
import { INTERNAL } from "../../resources/verifier/src/dossier.js";
import { checkForm } from "../../resources/verifier/src/forms.js";
import { entry, line } from "../../resources/verifier/src/history.js";
import { isMalformed, parseObject } from "../../resources/verifier/src/json.js";
import { plain } from "../../resources/verifier/src/plain.js";

const { packed = [], forms = [], organisations = [], histories = [] } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const read = [];
for (const one of packed) {
  try {
    await entry(one);
    read.push(true);
  } catch (error) {
    if (!isMalformed(error)) throw error;
    read.push(false);
  }
}
const fitting = forms.map(({ kind, text }) => {
  try {
    checkForm(kind, parseObject(text));
    return true;
  } catch (error) {
    if (!isMalformed(error)) throw error;
    return false;
  }
});
const all = (list) => Promise.all(list.map((one) => entry(one))), lines = new Map();
for (const one of organisations) lines.set(one.id, await line(one.id, await all(one.entries)));
const said = [];
for (const one of histories) {
  const told = plain(await all(one), INTERNAL, lines);
  said.push(told && { ...told, freeze: told.freeze?.digest ?? null });
}
console.log(JSON.stringify({ read, fitting, said }));
