// The places of the window, in the order of the rail.
import ClipboardCheck from "@lucide/svelte/icons/clipboard-check";
import FileText from "@lucide/svelte/icons/file-text";
import Server from "@lucide/svelte/icons/server";
import Settings from "@lucide/svelte/icons/settings";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";

import { isCard, type Screen } from "./where.svelte";

export const PLACES = {
  incidents: { name: "Incidents", icon: TriangleAlert },
  runbooks: { name: "Runbooks", icon: ClipboardCheck },
  postmortems: { name: "Postmortems", icon: FileText },
  services: { name: "Services", icon: Server },
  settings: { name: "Settings", icon: Settings, atFoot: true },
} as const;

export type Place = keyof typeof PLACES;

/** The first screen of a place. */
export const FIRST: Record<Place, Screen> = {
  incidents: { at: "incidents" },
  runbooks: { at: "runbooks", open: null },
  postmortems: { at: "postmortems" },
  services: { at: "services", open: null },
  settings: { at: "settings" },
};

/** The place a screen belongs to; a card is edited as a runbook is. */
export function placeOf(screen: Screen): Place {
  return "runbook" in screen && isCard(screen.runbook) ? "services" : PLACE_OF[screen.at];
}

const PLACE_OF: Record<Screen["at"], Place> = {
  incidents: "incidents",
  walkthrough: "incidents",
  decide: "incidents",
  handover: "incidents",
  runbooks: "runbooks",
  edit: "runbooks",
  history: "runbooks",
  merge: "runbooks",
  import: "runbooks",
  postmortems: "postmortems",
  postmortem: "postmortems",
  services: "services",
  settings: "settings",
};
