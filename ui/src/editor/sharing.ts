// Two looks at one text have most in common. What is the same keeps its object, so that the page draws
// anew only what was changed.

/** `fresh`, made of parts of `before` wherever they say the same in the same place. */
export function sharing<T>(before: unknown, fresh: T): T {
  return shared(before, fresh) as T;
}

function shared(before: unknown, fresh: unknown): unknown {
  if (before === fresh || !isMade(before) || !isMade(fresh) || Array.isArray(before) !== Array.isArray(fresh)) return fresh;
  const names = Object.keys(fresh);
  let isSame = names.length === Object.keys(before).length;
  for (const name of names) {
    fresh[name] = shared(before[name], fresh[name]);
    isSame &&= fresh[name] === before[name];
  }
  return isSame ? before : fresh;
}

const isMade = (one: unknown): one is Record<string, unknown> => typeof one === "object" && one !== null;
