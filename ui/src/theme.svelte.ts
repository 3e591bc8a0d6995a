// Dark or light. `public/theme.js` has settled it before the first paint; this changes it.
export type Theme = "dark" | "light";

let current = $state<Theme>(document.documentElement.dataset.theme === "light" ? "light" : "dark");

export const theme = {
  get other(): Theme {
    return current === "dark" ? "light" : "dark";
  },
  /** Turns to the other theme and keeps the choice on this machine. */
  turn(): void {
    current = theme.other;
    document.documentElement.dataset.theme = current;
    localStorage.setItem("theme", current);
  },
};
