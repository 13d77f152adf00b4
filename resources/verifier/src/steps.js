// One step of a result: what was found, with the values of its sentence, and how to do it by hand.
export const good = (key, values, hand) => ({ result: "good", key, values, hand });
export const bad = (key, values, hand) => ({ result: "bad", key, values, hand });
export const left = (key, values, hand) => ({ result: "open", key, values, hand });
// Open, and the whole is not proven by it.
export const cap = (key, values, hand) => ({ ...left(key, values, hand), caps: true });
