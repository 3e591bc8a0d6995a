"""Holds the Django runbooks against the real packages.

Every Python and SQL fence below `## Reference` is run: migrations are applied to a real PostgreSQL,
serializers validate, tasks run, tests are run where they pass and where they have to fail.
Every command of a step that can be run here is run, and its output has what Expect promises.
A fence or command that nothing runs is a failure, and so is a check whose fence is gone.
Words on the command line choose checks by their name.
"""

import re
import sys
import time
import traceback
from collections import defaultdict
from pathlib import Path

sys.dont_write_bytecode = True  # nothing is left beside the sources

import checks
import steps
from workshop import Broken, Shop, server

RUNBOOKS = Path(__file__).parents[3] / "runbooks" / "django"
FENCE = re.compile(r"^```(?:python|sql)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def snippets(path):
    """The Python and SQL fences of a runbook's Reference, by runbook and heading."""
    found = defaultdict(list)
    _, _, reference = path.read_text().partition("\n## Reference\n")
    for section in f"\n{reference}".split("\n### ")[1:]:
        heading, _, body = section.partition("\n")
        if fences := FENCE.findall(body):
            found[path.stem, heading] = fences
    return found


def snippet(place, fences):
    def run(shop):
        if place not in checks.ALL:
            raise Broken("Nothing checks this snippet.")
        if place not in fences:
            raise Broken("The runbook has no such snippet.")
        checks.ALL[place](shop, *fences[place])

    return run


def jobs(walk):
    """Everything to check, by name."""
    fences = {}
    for path in sorted(RUNBOOKS.glob("*.md")):
        fences |= snippets(path)
    for place in sorted(fences.keys() | checks.ALL.keys()):
        yield ": ".join(place), snippet(place, fences)
    for function in steps.ALL:
        yield f"steps: {function.__name__}", lambda shop, function=function: function(walk, shop)


def main():
    wanted = sys.argv[1:]
    walk = steps.Walk(RUNBOOKS)
    passed = failed = 0
    with server() as socket:
        Shop(socket, "template_shop")
        for number, (name, run) in enumerate(jobs(walk)):
            if wanted and not any(word in name for word in wanted):
                continue
            began = time.monotonic()
            try:
                run(Shop(socket, f"shop{number}", template="template_shop"))
            except Exception as error:
                failed += 1
                print(f"FAILED {name}\n{error}")
                if not isinstance(error, Broken):
                    traceback.print_exc(file=sys.stdout)
            else:
                passed += 1
                print(f"passed {name} ({time.monotonic() - began:.1f} s)")
    if not wanted:
        alien, forgotten = walk.left()
        for step in forgotten:
            failed += 1
            print(f"FAILED {step.runbook}: {step.action}\nNothing runs its command.")
        programs = sorted({re.sub(r"^RELEASE=\S+ |^sudo ", "", step.command).split()[0] for step in alien})
        print(f"{len(alien)} commands of steps are not run here: {', '.join(programs)}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
