// What the shown screen says at the right of the foot, instead of where the record lies.
import { onMount } from "svelte";

type Words = () => string | undefined;

let saying = $state.raw<readonly Words[]>([]);

/** Says this at the foot while the calling component lives. */
export function sayAtFoot(words: Words): void {
  onMount(() => {
    saying = [...saying, words];
    return () => {
      saying = saying.filter((other) => other !== words);
    };
  });
}

/** What a screen says now, if anything. */
export function saidAtFoot(): string | undefined {
  return saying.at(-1)?.();
}
