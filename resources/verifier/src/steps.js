// One step of a result: what was found, with the values of its sentence, and how to do it by hand.
export const good = (key, values, hand) => ({ result: "good", key, values, hand });
export const bad = (key, values, hand) => ({ result: "bad", key, values, hand });
export const left = (key, values, hand) => ({ result: "open", key, values, hand });
// Open, and the whole is not proven by it.
export const cap = (key, values, hand) => ({ ...left(key, values, hand), caps: true });
// The file's own words: signed with it, and no finding of this page.
export const said = (key, values, hand) => ({ result: "said", key, values, hand });
// What was found in a file inside: it takes nothing from what is proven of the file around it.
export const within = (steps) => steps.map((one) => ({ ...one, isWithin: true }));

// As they are shown: nothing twice, and nothing as proof in a file in which something is wrong.
export function shownSteps(steps) {
  const isWrong = steps.some((one) => one.result === "bad" && !one.isWithin), known = new Set();
  const judged = steps.map((one) => (isWrong && !one.isWithin && ["good", "said"].includes(one.result) ? { ...one, result: "void" } : one));
  return judged.filter((one) => {
    const spelled = JSON.stringify([one.result, one.key, one.values ?? {}]);
    return !known.has(spelled) && known.add(spelled);
  });
}
