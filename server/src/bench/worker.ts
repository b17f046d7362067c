/**
 * Entry of the child process: takes one job, does its task, reports, and is killed by its parent. Absent on purpose: queueing
 * and time limits, which a process that may crash cannot own.
 */
import type { Done, Job } from "./messages.ts";
import { fail, send } from "./tasks/channel.ts";

// A parent that died must not leave a child computing.
process.on("disconnect", () => process.exit(1));
process.once("message", (job: Job) => {
  carryOut(job).then(send, fail);
});

async function carryOut(job: Job): Promise<Done> {
  switch (job.task) {
    case "model":
      return (await import("./tasks/models.ts")).measureModels(job);
  }
}
