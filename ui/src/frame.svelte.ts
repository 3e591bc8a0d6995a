// The frame around the page: the strip beside other windows, and the zoom. The shell does both;
// the page remembers whether it is the strip.
import { backend } from "./backend";
import { record } from "./record.svelte";

let strip = $state(false);
let onTop = $state(localStorage.getItem("on-top") !== "off");

export const frame = {
  /** Whether the window is the strip. */
  get strip(): boolean {
    return strip;
  },
  /** Whether the strip stays on top of other windows; the choice is kept on this machine. */
  get onTop(): boolean {
    return onTop;
  },
  /** Into the strip, or back to the window there was. */
  async turn(): Promise<void> {
    strip = !strip;
    await settle();
  },
  async keepOnTop(on: boolean): Promise<void> {
    onTop = on;
    localStorage.setItem("on-top", on ? "on" : "off");
    await settle();
  },
  /** The whole page larger, smaller, or as it was made. */
  async zoom(by: "in" | "out" | "reset"): Promise<void> {
    const factor = await backend.frame({ frame: "zoom", by }).catch(() => undefined);
    if (factor) record.say(`Zoom ${Math.round(factor * 100)}%`);
  },
};

/** A window that cannot be changed stays as it is: its page fits either way. */
async function settle(): Promise<void> {
  await backend.frame({ frame: "strip", on: strip, on_top: onTop }).catch(() => undefined);
}
