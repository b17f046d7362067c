// Stands in for the bench child to end in ways a real model cannot be made to: the model's path says how.
process.once("message", (job) => {
  const how = job.variants[0].modelPath;
  if (how === "abort") process.abort();
  if (how === "segfault") process.kill(process.pid, "SIGSEGV");
  if (how === "exit") process.exit(7);
  if (how === "bad_alloc") {
    process.stderr.write("terminate called after throwing an instance of 'std::bad_alloc'\n");
    process.abort();
  }
  if (how === "heap") {
    // V8's own words when a heap is full, from a process whose heap is small.
    const fill = "const kept = []; for (;;) kept.push(new Array(10_000).fill(1.5));";
    require("node:child_process").spawnSync(process.execPath, ["--max-old-space-size=20", "-e", fill], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    process.abort();
  }
  if (how === "native-memory") {
    // Outside of V8's heap, where its limits do not reach.
    const kept = [];
    setInterval(() => kept.push(Buffer.alloc(50_000_000, 1)), 50);
  }
  if (how === "hang") for (;;);
});
