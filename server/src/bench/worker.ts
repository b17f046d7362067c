/**
 * Entry of the child process: takes one job, does its task, reports, and is killed by its parent. Also the entry of threads a
 * task starts. Absent on purpose: queueing and time limits, which a process that may crash cannot own.
 */
import { isMainThread } from "node:worker_threads";
import { compilerRole, playCompiler, playRelay } from "./functions/compileService.ts";
import type { Done, Job } from "./messages.ts";
import { fail, send } from "./tasks/channel.ts";

/** Code that is measured finds another one. */
const exit = process.exit.bind(process);

if (process.argv[2] === compilerRole) {
  process.on("disconnect", () => exit(0));
  playCompiler();
} else if (isMainThread) {
  // A parent that died must not leave a child computing.
  process.on("disconnect", () => exit(1));
  process.once("message", (job: Job) => {
    carryOut(job).then(send, fail);
  });
} else if (!playRelay()) {
  import("./tasks/elsewhere.ts").then(({ serveRuns }) => serveRuns());
}

async function carryOut(job: Job): Promise<Done> {
  switch (job.task) {
    case "model":
      return (await import("./tasks/models.ts")).measureModels(job);
    case "offline":
      return (await import("./tasks/offline.ts")).findBestBatch(job);
    case "server":
      return (await import("./tasks/queries.ts")).offerQueries(job);
    case "function":
      return (await import("./tasks/functions.ts")).measureFunctions(job);
    case "trial":
      return (await import("./tasks/trial.ts")).carryOutTrial(job);
    case "profile":
      return (await import("./tasks/profile.ts")).profileModel(job);
    case "calibrate":
      return (await import("./tasks/calibrate.ts")).calibrate(job);
  }
}
