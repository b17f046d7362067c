/** `npm start`: the extension in a real VS Code on the demo, from a fresh clone. */
import { continueIn } from "./bootstrap.mjs";

await continueIn("start.ts");
