/** `npm test`: everything that can be tested, from a fresh clone. */
import { continueIn } from "./bootstrap.mjs";

await continueIn("test.ts");
