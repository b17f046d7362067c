/** What changed code does when it runs: how often it loads, what it answers, how it fails. */
import { describe, expect, it } from "vitest";
import { typescript } from "../../../server/src/languages/typescript/frontEnd.ts";
import { applyEdits } from "../../../server/src/text/edit.ts";
import { finder, type Verb } from "./cases.ts";

function changed(text: string, verb: Verb): string {
  const parsed = typescript.parse({ fileName: "case.cjs", text });
  const facts = parsed.facts();
  const edits = verb(parsed.say(facts), finder(text, facts));
  expect(edits).toBeDefined();
  return applyEdits(text, edits!);
}

type Exported = Record<string, (...values: unknown[]) => Promise<unknown>>;

/** Runs a CommonJS text whose one module is the fake. */
function run(text: string, fake: unknown): Exported {
  const exported: Exported = {};
  new Function("require", "exports", text)(() => fake, exported);
  return exported;
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe("keepPromise", () => {
  const before = `const { load } = require("loader");
let model;
exports.get = async () => {
  if (!model) model = await load("m");
  return model;
};
exports.use = async (x) => {
  await exports.get();
  return model.run(x);
};
`;
  const verb: Verb = (say, find) => say.keepPromise(find.binding("model"), find.call("load"));

  function loader(failures: number) {
    let loads = 0;
    const load = async () => {
      loads++;
      const number = loads;
      await tick();
      if (number <= failures) throw new Error(`load ${number} failed`);
      return { run: (x: unknown) => [x, number] };
    };
    return { load, count: () => loads };
  }

  it("loads once for callers who come together", async () => {
    const [old, fixed] = [loader(0), loader(0)];
    await Promise.all([1, 2, 3].map((x) => run(before, old).use!(x)));
    const app = run(changed(before, verb), fixed);
    expect(await Promise.all([1, 2, 3].map((x) => app.use!(x)))).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
    expect(old.count()).toBe(3);
    expect(fixed.count()).toBe(1);
  });

  it("tries again after a failure", async () => {
    const fake = loader(1);
    const app = run(changed(before, verb), fake);
    const [a, b] = await Promise.allSettled([app.use!(1), app.use!(2)]);
    expect([a?.status, b?.status]).toEqual(["rejected", "rejected"]);
    expect(await app.use!(3)).toEqual([3, 2]);
    expect(fake.count()).toBe(2);
  });
});

describe("hoistPromise", () => {
  const before = `const { load } = require("loader");
exports.use = async (x) => {
  try {
    const model = await load("m");
    return model.run(x);
  } catch (error) {
    return error.message;
  }
};
`;
  const verb: Verb = (say, find) => say.hoistPromise(find.call("load"));

  it("loads once, when the module starts", async () => {
    let loads = 0;
    const load = async () => {
      loads++;
      return { run: (x: number) => x };
    };
    const app = run(changed(before, verb), { load });
    expect(loads).toBe(1);
    expect(await Promise.all([app.use!(1), app.use!(2)])).toEqual([1, 2]);
    expect(loads).toBe(1);
  });

  it("reports a failed load where it is awaited, and nowhere else", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    try {
      let loads = 0;
      const load = async () => {
        loads++;
        throw new Error("no such file");
      };
      const app = run(changed(before, verb), { load });
      await tick();
      await tick();
      expect(await app.use!(1)).toBe("no such file");
      expect(await app.use!(2)).toBe("no such file");
      expect(loads).toBe(1);
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });
});

describe("callOnce", () => {
  const before = `const client = require("client");
exports.loop = async (docs) => {
  const rows = [];
  for (const doc of docs) {
    const r = await client.create({ model: "m", input: doc.text });
    rows.push([doc.text, r.data[0].embedding]);
  }
  return rows;
};
exports.all = async (docs) => {
  const rows = await Promise.all(
    docs.map(async (doc) => {
      const r = await client.create({ model: "m", input: doc.text });
      return [doc.text, r.data[0].embedding];
    }),
  );
  return rows;
};
`;
  const docs = ["a", "bb", "ccc", "dddd", "eeeee"].map((text) => ({ text }));

  function client() {
    const calls: unknown[] = [];
    const create = async ({ input }: { input: string | string[] }) => {
      calls.push(input);
      const list = typeof input === "string" ? [input] : input;
      return { data: list.map((text) => ({ embedding: [text.length] })) };
    };
    return { create, calls };
  }

  for (const [limit, calls] of [
    [2, [["a", "bb"], ["ccc", "dddd"], ["eeeee"]]],
    [undefined, [["a", "bb", "ccc", "dddd", "eeeee"]]],
  ] as const) {
    for (const [name, loop, skip] of [
      ["loop", "for (", 0],
      ["all", "docs.map", 1],
    ] as const) {
      it(`answers the same in ${name} with ${calls.length} calls instead of 5, and none for nothing`, async () => {
        const form = {
          argument: 0,
          field: "input",
          single: "data[0].embedding",
          batch: "data[i].embedding",
          ...(limit && { limit }),
        };
        const text = changed(before, (say, find) =>
          say.callOnce(find.call("client.create", skip), find.loop(loop), form),
        );
        const [old, fixed] = [client(), client()];
        expect(await run(text, fixed)[name]!(docs)).toEqual(await run(before, old)[name]!(docs));
        expect(old.calls).toHaveLength(5);
        expect(fixed.calls).toEqual(calls);
        expect(await run(text, fixed)[name]!([])).toEqual([]);
        expect(fixed.calls).toEqual(calls);
      });
    }
  }
});

describe("moveBeforeLoop", () => {
  it("answers the same with one call", async () => {
    const before = `const { embed } = require("m");
exports.rank = async (query, docs) => {
  const found = [];
  for (const doc of docs) {
    const q = await embed({ value: query });
    found.push(q.length + doc);
  }
  return found;
};
`;
    const calls = { before: 0, after: 0 };
    const fake = (side: "before" | "after") => ({
      embed: async ({ value }: { value: string }) => {
        calls[side]++;
        return value;
      },
    });
    const after = changed(before, (say, find) => say.moveBeforeLoop(find.call("embed"), find.loop("for (")));
    expect(await run(after, fake("after")).rank!("abc", [1, 2, 3])).toEqual(
      await run(before, fake("before")).rank!("abc", [1, 2, 3]),
    );
    expect(calls).toEqual({ before: 3, after: 1 });
  });
});
