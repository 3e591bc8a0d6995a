// The places of the window, in the order of the rail.
import ClipboardCheck from "@lucide/svelte/icons/clipboard-check";
import FileText from "@lucide/svelte/icons/file-text";
import Server from "@lucide/svelte/icons/server";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import type { Component } from "svelte";

import Incidents from "./pages/Incidents.svelte";
import Postmortems from "./pages/Postmortems.svelte";
import Runbooks from "./pages/Runbooks.svelte";
import Services from "./pages/Services.svelte";

export const PLACES = {
  incidents: { name: "Incidents", icon: TriangleAlert, page: Incidents },
  runbooks: { name: "Runbooks", icon: ClipboardCheck, page: Runbooks },
  postmortems: { name: "Postmortems", icon: FileText, page: Postmortems },
  services: { name: "Services", icon: Server, page: Services },
} as const satisfies Record<string, { name: string; icon: typeof Server; page: Component }>;

export type Place = keyof typeof PLACES;
