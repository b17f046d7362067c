/** When a kept measurement no longer speaks of what is there. */
import { describe, expect, it } from "vitest";
import { type Now, stalenessOf, stalenessText } from "../../../server/src/history/freshness.ts";
import { stateFolder } from "../../../server/src/history/place.ts";
import { measured, record } from "../report/record.ts";

const kept = record(measured(), {
  runtime: { origin: "workspace", packageName: "onnxruntime-node", version: "1.19.2" },
});
const same: Now = {
  modelHash: "aa",
  sessionOptions: {},
  dimensions: { "images.0": 1 },
  runtime: { packageName: "onnxruntime-node", version: "1.19.2" },
  host: "ci-gpu-1",
};
const why = (change: Now) => {
  const staleness = stalenessOf(kept, { ...same, ...change });
  return staleness && stalenessText(staleness);
};

describe("a record", () => {
  it("is fresh while nothing differs, and where nothing is known", () => {
    expect(stalenessOf(kept, same)).toBeNull();
    expect(stalenessOf(kept, {})).toBeNull();
  });
  it.each<[string, Now]>([
    ["model changed", { modelHash: "bb" }],
    ["options", { sessionOptions: { intraOpNumThreads: 1 } }],
    ["options", { dimensions: { "images.0": 8 } }],
    ["runtime 1.19 to 1.30", { runtime: { packageName: "onnxruntime-node", version: "1.30.0" } }],
    ["runtime 1.19.2 to 1.19.4", { runtime: { packageName: "onnxruntime-node", version: "1.19.4" } }],
    ["runtime onnxruntime-node to onnxruntime-web", { runtime: { packageName: "onnxruntime-web", version: "1.19.2" } }],
    ["on ci-gpu-1", { host: "laptop" }],
  ])("%s", (text, change) => {
    expect(why(change)).toBe(text);
  });
  it("names the weightiest reason", () => {
    expect(why({ modelHash: "bb", host: "laptop" })).toBe("model changed");
  });
  it("does not care for the order of options, nor for those that are set aside when measuring", () => {
    const withOptions = record(measured(), { spec: { ...kept.spec, sessionOptions: { a: 1, b: { c: 2, d: 3 } } } });
    expect(stalenessOf(withOptions, { sessionOptions: { b: { d: 3, c: 2 }, a: 1, enableProfiling: true } })).toBeNull();
  });
});

it("has a place per system", () => {
  expect(stateFolder({ platform: "linux", home: "/home/a", environment: {} })).toBe("/home/a/.local/state/inferlens");
  expect(stateFolder({ platform: "linux", home: "/home/a", environment: { XDG_STATE_HOME: "/s" } })).toBe(
    "/s/inferlens",
  );
  expect(stateFolder({ platform: "darwin", home: "/Users/a", environment: {} })).toBe(
    "/Users/a/Library/Application Support/inferlens",
  );
  expect(stateFolder({ platform: "win32", home: "C:\\Users\\a", environment: { LOCALAPPDATA: "C:\\L" } })).toBe(
    "C:\\L\\inferlens",
  );
});
