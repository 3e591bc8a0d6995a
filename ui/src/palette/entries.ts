// What the palette offers: the acts of this screen, the places, and what the record holds.
import type { Usable } from "../keyboard.svelte";
import { FIRST, type Place, PLACES } from "../places";
import { nameOfStack } from "../shared/stacks";
import type { Hit, IncidentsView, RunbooksView, Span } from "../wire";
import { type Screen, where } from "../where.svelte";

export interface Entry {
  /** What it is listed under. */
  group: "Here" | "Open incidents" | "Places" | "Runbooks" | "Postmortems" | "In the text";
  words: string;
  /** What stands beside the words, and is searched too. */
  beside: string;
  chord: string;
  /** What a list of its own already offers under this name. */
  document?: string;
  /** What was found, with its marks. */
  hit?: Hit;
  run: () => void;
}

const MOST = 60;
/** How many of a kind are listed by their titles once something is typed: the text has more. */
const MOST_OF_A_KIND = 8;
/** These lead to the palette itself, or out of it. */
const LEFT_OUT = ["palette", "search", "back", "answer", "add"];

export function entries(
  usable: readonly Usable[],
  incidents: IncidentsView | undefined,
  runbooks: RunbooksView | undefined,
): Entry[] {
  const isPlace = (act: string) => act in PLACES;
  const acts = usable
    .filter(({ key }) => !LEFT_OUT.includes(key.act) && !isPlace(key.act))
    .map(({ key, words, run }) => ({
      group: "Here" as const,
      words,
      beside: "",
      chord: key.chord,
      run: () => run(""),
    }));
  const open = (incidents?.open ?? []).map(({ incident, step }) => ({
    group: "Open incidents" as const,
    words: incident.title,
    beside: [incident.severity, incident.service, step].filter((one) => one).join(" · "),
    chord: "",
    run: () => where.go({ at: "walkthrough", incident: incident.id }),
  }));
  const places = (Object.keys(PLACES) as Place[]).map((place) => ({
    group: "Places" as const,
    words: PLACES[place].name,
    beside: "",
    chord: usable.find(({ key }) => key.act === place)?.key.chord ?? "",
    run: () => where.go(FIRST[place]),
  }));
  const library = (runbooks?.runbooks ?? []).map(({ id, title, stack, group, looks_like }) => ({
    group: "Runbooks" as const,
    words: title,
    beside: [nameOfStack(group === "reference" ? group : stack), ...looks_like].join(" · "),
    chord: "",
    document: `${group === "reference" ? group : "runbook"} ${id}`,
    run: () => where.go({ at: "runbooks", open: id }),
  }));
  const earlier = (incidents?.earlier ?? []).map(({ id, title, when, stack, service }) => ({
    group: "Postmortems" as const,
    words: title,
    beside: [when, service, stack && nameOfStack(stack)].filter((one) => one).join(" · "),
    chord: "",
    document: `postmortem ${id}`,
    run: () => where.go({ at: "postmortem", incident: id }),
  }));
  return [...acts, ...open, ...places, ...library, ...earlier];
}

/** Those that hold every word of the query, in their order; within a group, what begins with the
 * query comes first. */
export function matching(all: readonly Entry[], query: string): Entry[] {
  const wanted = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const found = all.filter(({ group, words, beside }) => {
    const text = `${words} ${beside} ${group}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const begins = ({ words }: Entry) => words.toLowerCase().startsWith(wanted.join(" "));
  const groups = [...new Set(found.map(({ group }) => group))];
  return groups
    .flatMap((group) => {
      const own = found.filter((one) => one.group === group);
      const ordered = [...own.filter(begins), ...own.filter((one) => !begins(one))];
      const isLong = wanted.length > 0 && (group === "Runbooks" || group === "Postmortems");
      return isLong ? ordered.slice(0, MOST_OF_A_KIND) : ordered;
    })
    .slice(0, MOST);
}

/** What the record holds, without what is listed by its title already and was found by nothing else. */
export function fromRecord(hits: readonly Hit[], listed: readonly Entry[]): Entry[] {
  const named = new Set(listed.map(({ document }) => document));
  return hits
    .filter(({ kind, id, place }) => place !== null || !named.has(`${kind} ${id}`))
    .map((hit) => {
      const beside = [hit.place?.words ?? hit.name, plain(hit.snippet)].filter((part) => part !== "").join(" · ");
      return { group: "In the text" as const, words: hit.title, beside, chord: "", hit, run: () => where.go(screenOf(hit)) };
    });
}

/** Where a hit is read. */
function screenOf({ kind, id, place }: Hit): Screen {
  switch (kind) {
    case "runbook":
    case "reference": {
      const sought = place?.at === "step" ? { words: place.action, nth: place.nth } : place && { words: place.words };
      return { at: "runbooks", open: id, ...(sought ? { sought } : {}) };
    }
    case "service":
      return { at: "services", open: id };
    case "incident":
      return { at: "walkthrough", incident: id, ...(place?.at === "event" ? { sought: { words: place.event } } : {}) };
    case "postmortem":
      return { at: "postmortem", incident: id, ...(place?.at === "section" ? { sought: { words: place.section } } : {}) };
  }
}

const plain = (spans: readonly Span[]) => spans.map(({ text }) => text).join("");
