/** Folders of the end-to-end tests. Nothing else. */
import { inRoot } from "../../../scripts/workbench/places.ts";

export const out = inRoot("out", "e2e");
export const extensions = inRoot("out", "e2e", "extensions");
export const screenshots = inRoot("out", "e2e", "screenshots");
