// What people call a stack that the record names in one small word.
const NAMES: Record<string, string> = {
  any: "Any stack",
  django: "Django",
  nodejs: "Node.js",
  react: "React",
  readiness: "Before a release",
  reference: "To read",
};

/** `Node.js` for `nodejs`; a word of somebody's own stays as it is. */
export const nameOfStack = (stack: string): string => NAMES[stack] ?? stack;
