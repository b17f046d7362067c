import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/e2e/*.test.ts"],
    globalSetup: ["test/e2e/support/setup.ts"],
    fileParallelism: false,
    // A browser, an editor and its servers on a busy machine: one more try from nothing, and the report says that it was needed.
    retry: 1,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
