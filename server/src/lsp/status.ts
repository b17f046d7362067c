/** What the server says of itself. Absent on purpose: when it is said. */

import type { Features } from "./features.ts";
import type { ServerStatus } from "./protocol.ts";
import type { ServerContext } from "./serverContext.ts";
import { pathOf } from "./session.ts";

export function statusOf(core: ServerContext, features: Features | undefined): ServerStatus {
  const open = [...core.session.all()].find((document) => document.file !== null);
  const file = open?.file ?? pathOf(core.folders()[0] ?? "");
  return {
    version: core.version,
    active: core.isActive(),
    measuring: features?.jobs.now ?? null,
    runtime: (file !== null && features?.runtimeNear(file)) || "not looked for yet",
    config: (file !== null && core.engine.configs?.filesFor(file)[0]) || null,
    budget: features?.budgets.status() ?? null,
    history: features?.historyProblem() ?? null,
  };
}
