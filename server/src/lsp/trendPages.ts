/** The trend of a model or function: its runs, the two newest with their samples, its budget. Absent on purpose: figures and words. */
import type { Budget } from "../history/budget.ts";
import { compareKept } from "../history/compareKept.ts";
import type { PageButton } from "../report/page.ts";
import { trendPage } from "../report/trendPage.ts";
import { type PageContext, subjectName, subjectOf } from "./pages.ts";
import { clientCommands, type PageAnswer, type PageRequest, type PlacedSubject } from "./protocol.ts";

export async function trendOf(context: PageContext, request: PageRequest): Promise<PageAnswer> {
  const subject = await subjectOf(context, request);
  if (!subject) return { reason: "The model is no longer in this file. Choose it in the list of measurements." };
  const history = context.features.history();
  const points = history.trend(subject);
  const page = trendPage({
    name: subjectName(subject),
    points,
    filters: request.filters ?? {},
    budget: budgetOf(context, subject),
    compare: (older, newer) => compareKept((id) => history.get(id), points, older, newer),
    again: again(request, subject),
  });
  return { page };
}

function budgetOf({ core }: PageContext, { path, name }: PlacedSubject): Budget | null {
  const placed = core.engine.configs?.of(path).budgetsOf({ file: path, ...(name !== "" && { name }) }) ?? [];
  if (placed.length === 0) return null;
  return { limits: placed.flatMap(({ budget }) => budget.limits), machine: placed[0]!.budget.machine };
}

function again({ target }: PageRequest, { path, name }: PlacedSubject): PageButton | null {
  const title = "Measure Again";
  if (target) return { title, command: clientCommands.measure, argument: target };
  return { title, command: clientCommands.measureSubject, argument: { path, name } };
}
