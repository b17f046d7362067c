/** What several scenarios do in the Hot List. Nothing else. */
import type { Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** Clicks Measure in a row until the sizes are asked for: a list that is drawn anew meanwhile swallows the click. */
export async function measureFromList(workbench: Workbench, row: Locator): Promise<void> {
  const title = workbench.page.locator(".quick-input-title", { hasText: "sizes to measure with" });
  for (let clicks = 0; clicks < 4; clicks++) {
    await row.hover();
    await row.locator('.action-label[aria-label^="Measure"]').click();
    const asked = await title.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (asked) break;
  }
  await workbench.acceptSizes();
}
