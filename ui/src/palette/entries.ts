// What the palette offers: the acts of this screen, the places, and what the record holds.
import type { Usable } from "../keyboard.svelte";
import { FIRST, type Place, PLACES } from "../places";
import { nameOfStack } from "../shared/stacks";
import type { IncidentsView, RunbooksView } from "../wire";
import { where } from "../where.svelte";

export interface Entry {
  /** What it is listed under. */
  group: "Here" | "Open incidents" | "Places" | "Runbooks" | "Postmortems";
  words: string;
  /** What stands beside the words, and is searched too. */
  beside: string;
  chord: string;
  run: () => void;
}

const MOST = 60;
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
  const library = (runbooks?.runbooks ?? []).map(({ id, title, stack, looks_like }) => ({
    group: "Runbooks" as const,
    words: title,
    beside: [nameOfStack(stack), ...looks_like].join(" · "),
    chord: "",
    run: () => where.go({ at: "runbooks", open: id }),
  }));
  const earlier = (incidents?.earlier ?? []).map(({ id, title, when, stack, service }) => ({
    group: "Postmortems" as const,
    words: title,
    beside: [when, service, stack && nameOfStack(stack)].filter((one) => one).join(" · "),
    chord: "",
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
      return [...own.filter(begins), ...own.filter((one) => !begins(one))];
    })
    .slice(0, MOST);
}
