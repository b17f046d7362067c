/** Lines that go on behind a backslash: nothing of them is an argument. */
import { expect, it } from "vitest";
import { loadFrontEnd } from "../../../server/src/languages/index.ts";

it("a backslash between arguments is none of them", async () => {
  const front = await loadFrontEnd("python");
  const { calls } = front.parse({ fileName: "a.py", text: "f(a\\\n, b)\n" }).facts();
  expect(calls[0]!.arguments).toHaveLength(2);
});
