/** `npm run new rule <name>` and `npm run new framework npm/<package> or pypi/<module>`. Absent on purpose: the files they write, which new/ has. */
import { newFramework } from "./new/framework.ts";
import { newRule } from "./new/rule.ts";

const [kind, name] = process.argv.slice(2);

try {
  const files = make();
  console.log(files.map((file) => `written: ${file}`).join("\n"));
  console.log("Next: write the page, then npm run unit -- pages until it is true, then npm run generate.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function make(): readonly string[] {
  switch (kind) {
    case "rule":
      return newRule(name);
    case "framework":
      return newFramework(name);
    default:
      throw new Error("say what: npm run new rule <name>, or npm run new framework npm/<package> or pypi/<module>");
  }
}
