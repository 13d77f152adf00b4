// What a signed answer says: its question with the names that its inputs give, and each reason in its own words.
import { isObject } from "./json.js";
import { said } from "./steps.js";
import { coded } from "./words.js";

const list = (value) => (Array.isArray(value) ? value.filter(isObject) : []);
const named = (value) => (isObject(value) && Object.keys(value).length ? { de: String(value.de ?? Object.values(value)[0]), en: String(value.en ?? Object.values(value)[0]) } : null);
const WEIGHTS = ["deny", "incomplete", "partial", "warning", "met"];

// The agreement that the answer rests on, as the inputs have it.
function agreementOf(body, world) {
  const found = list(world.agreements).find((one) => one.id === body.agreement);
  return found ? { ...found, terms: isObject(found.terms) ? found.terms : {} } : null;
}

const nameIn = (listed, key) => named(list(listed).find((one) => one.key === key)?.name);

// Steps of the answer's own words; body is that of the signed entry, world that of the inputs which it names by digest.
export function saidBy(body, world) {
  const agreement = agreementOf(body, world), terms = agreement?.terms ?? {}, names = isObject(world.names) ? world.names : {};
  const key = typeof body.agreed === "string" ? body.agreed.split("#purposes.").at(-1) : "";
  const values = {
    verdict: coded("answer", body.verdict), time: body.at,
    dataset: nameIn(terms.datasets, body.dataset) ?? body.dataset,
    partner: typeof names[body.partner] === "string" ? names[body.partner] : body.partner,
    purpose: nameIn(terms.purposes, key) ?? body.purpose,
  };
  const steps = [said("answerSays", values)];
  if (agreement) steps.push(said("answerRests", { number: String(agreement.number ?? ""), title: String(agreement.title ?? ""), evidence: coded("evidence", body.evidence) }));
  const reasons = list(body.reasons).filter((one) => isObject(one.message));
  reasons.sort((one, other) => WEIGHTS.indexOf(one.verdict) - WEIGHTS.indexOf(other.verdict));
  for (const one of reasons) steps.push(said("answerReason", { weight: coded("weight", one.verdict), text: named(one.message) ?? "–", law: named(one.citation) ?? "–" }));
  return steps;
}
