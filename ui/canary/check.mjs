// A checker that finds nothing anywhere would pass for ever; this one has to find the planted faults.
import { spawnSync } from "node:child_process";

const checked = spawnSync(
  process.execPath,
  ["node_modules/svelte-check/bin/svelte-check", "--workspace", "canary", "--tsconfig", "tsconfig.json", "--output", "machine"],
  { encoding: "utf8" },
);
const wanted = ["Type 'string' is not assignable to type 'number'", "a11y_missing_attribute"];
const missed = wanted.filter((fault) => !checked.stdout.includes(fault));
if (checked.status === 0 || missed.length > 0) {
  console.error(`svelte-check missed the planted fault: ${missed.join("; ") || "it passed"}\n${checked.stdout}`);
  process.exit(1);
}
console.log("svelte-check finds the planted faults");
