// What the window does not need in order to open: each in a chunk of its own, all fetched as soon as
// the window is at rest, so that nothing waits when it is wanted.
import { takeUp } from "./kept.svelte";

const once = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
};

/** A page with forms, and what was left in them. */
const withForms = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  const page = once(load);
  return () => takeUp().then(page);
};

export const lazy = {
  walkthrough: once(() => import("./pages/Walkthrough.svelte")),
  decide: withForms(() => import("./pages/Decide.svelte")),
  handover: once(() => import("./pages/Handover.svelte")),
  asking: once(() => import("./walkthrough/Asking.svelte")),
  strip: once(() => import("./pages/Strip.svelte")),
  palette: once(() => import("./palette/Palette.svelte")),
  keys: once(() => import("./shared/AllKeys.svelte")),
  runbooks: once(() => import("./pages/Runbooks.svelte")),
  edit: withForms(() => import("./pages/Edit.svelte")),
  history: once(() => import("./pages/History.svelte")),
  merge: withForms(() => import("./pages/Merge.svelte")),
  import: withForms(() => import("./pages/Import.svelte")),
  giving: once(() => import("./exchange/giving")),
  postmortems: once(() => import("./pages/Postmortems.svelte")),
  postmortem: withForms(() => import("./pages/Postmortem.svelte")),
  services: withForms(() => import("./pages/Services.svelte")),
  settings: once(() => import("./pages/Settings.svelte")),
};

/** Fetches everything that was not wanted yet. */
export function fetchTheRest(): void {
  for (const load of Object.values(lazy)) void load();
}
