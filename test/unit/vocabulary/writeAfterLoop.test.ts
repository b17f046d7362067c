/** writeAfterLoop: before and after, and the loops it must not touch. */
import type { WriteForm } from "../../../server/src/facts/vocabulary.ts";
import { runCases, type Verb } from "./cases.ts";

const write =
  (form: Partial<WriteForm> = {}, callee = "index.upsert", loop = "for ("): Verb =>
  (say, find) =>
    say.writeAfterLoop(find.call(callee), find.loop(loop), { argument: 0, listed: true, ...form });

const head = `interface Vector { id: string; values: number[] }
declare const index: { upsert(all: Vector[]): Promise<void>; add(columns: { ids: string[]; texts: string[]; where?: string }): Promise<void>; put(one: Vector | Vector[]): Promise<string> };
declare function vectorOf(id: string): Promise<number[]>;

`;
const program = (body: string): string => `${head}export async function run(ids: string[]) {\n${body}\n}\n`;

runCases("writeAfterLoop", [
  {
    name: "collects and writes all at once",
    verb: write(),
    before: program(`  for (const id of ids) {
    const values = await vectorOf(id);
    await index.upsert([{ id, values }]);
  }`),
    after: program(`  const records = [];
  for (const id of ids) {
    const values = await vectorOf(id);
    records.push({ id, values });
  }
  if (records.length > 0) {
    await index.upsert(records);
  }`),
  },
  {
    name: "writes parts of a size, under a condition, with comments kept",
    verb: write({ size: 100 }),
    before: program(`  // all of them
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (id !== "") {
      // one by one
      await index.upsert([{ id, values: await vectorOf(id) }]); // slow
    }
  } // done
  console.log("done");`),
    after: program(`  const records = [];
  // all of them
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (id !== "") {
      // one by one
      records.push({ id, values: await vectorOf(id) }); // slow
    }
  } // done
  for (let start = 0; start < records.length; start += 100) {
    await index.upsert(records.slice(start, start + 100));
  }
  console.log("done");`),
  },
  {
    name: "fills a list per column, under names that are free",
    verb: write({ columns: ["ids", "texts"], size: 300 }, "index.add"),
    before: program(`  for (const id of ids) {
    await index.add({ ids: [id], texts: [id.trim()], where: "here" });
  }`),
    after: program(`  const ids2 = [];
  const texts = [];
  for (const id of ids) {
    ids2.push(id);
    texts.push(id.trim());
  }
  for (let start = 0; start < ids2.length; start += 300) {
    await index.add({ ids: ids2.slice(start, start + 300), texts: texts.slice(start, start + 300), where: "here" });
  }`),
  },
  {
    name: "takes the one record that stands for a list",
    verb: write({ listed: false }, "index.put"),
    before: program(`  for (const id of ids) {
    await index.put({
      id,
      values: [],
    });
  }`),
    after: program(`  const records = [];
  for (const id of ids) {
    records.push({
      id,
      values: [],
    });
  }
  if (records.length > 0) {
    await index.put(records);
  }`),
  },
  {
    name: "refuses a list that may hold more",
    verb: write(),
    before: program(`  for (const id of ids) {
    const part = [{ id, values: [] }, { id: "b", values: [] }];
    await index.upsert(part);
  }`),
  },
  {
    name: "refuses when the loop returns",
    verb: write(),
    before: program(`  for (const id of ids) {
    await index.upsert([{ id, values: [] }]);
    if (id === "last") return;
  }`),
  },
  {
    name: "refuses inside a try: each failure is dealt with by itself",
    verb: write(),
    before: program(`  for (const id of ids) {
    try {
      await index.upsert([{ id, values: [] }]);
    } catch (error) {
      console.log(error);
    }
  }`),
  },
  {
    name: "refuses when the result is used",
    verb: write({ listed: false }, "index.put"),
    before: program(`  for (const id of ids) {
    const key = await index.put({ id, values: [] });
    console.log(key);
  }`),
  },
  {
    name: "refuses what the loop makes anew besides the record",
    verb: write({}, "part.upsert"),
    before: program(`  for (const id of ids) {
    const part = id === "a" ? index : index;
    await part.upsert([{ id, values: [] }]);
  }`),
  },
  {
    name: "refuses a column with more than one entry",
    verb: write({ columns: ["ids", "texts"] }, "index.add"),
    before: program(`  for (const id of ids) {
    await index.add({ ids: [id, "b"], texts: [id, "b"] });
  }`),
  },
]);
