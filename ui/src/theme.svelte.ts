// Dark, light, or as the system has it. `public/theme.js` has settled it before the first paint;
// this changes it. The shell is told, so that what it draws itself has the same colours.
import { backend } from "./backend";

export type Theme = "system" | "dark" | "light";

const system = matchMedia("(prefers-color-scheme: light)");
const kept = localStorage.getItem("theme");

let chosen = $state<Theme>(kept === "dark" || kept === "light" ? kept : "system");
system.addEventListener("change", () => chosen === "system" && paint());

export const theme = {
  get chosen(): Theme {
    return chosen;
  },
  /** Takes on a theme and keeps the choice on this machine. */
  set chosen(theme: Theme) {
    chosen = theme;
    localStorage.setItem("theme", theme);
    paint();
    void backend.frame({ frame: "theme", theme }).catch(() => undefined);
  },
};

function paint(): void {
  const byTheSystem = system.matches ? "light" : "dark";
  document.documentElement.dataset.theme = chosen === "system" ? byTheSystem : chosen;
}
