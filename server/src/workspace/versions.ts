/** Which version of a package a file's project has. Absent on purpose: lockfiles, which an installed package makes needless. */
import path from "node:path";
import { minVersion } from "semver";
import { pythonVersionOf } from "./pythonVersions.ts";
import type { FileReader } from "./reader.ts";

/** How packages of Python are written, so that they are no packages of npm. */
const python = "pypi:";

export interface Versions {
  /** The installed version seen from a file, else the lowest its nearest package.json allows, else undefined. */
  versionOf(file: string, packageName: string): string | undefined;
  forget(): void;
}

export function createVersions(reader: FileReader): Versions {
  const manifests = new Map<string, Manifest | undefined>();
  const found = new Map<string, string | undefined>();
  const manifest = (file: string): Manifest | undefined => {
    if (!manifests.has(file)) manifests.set(file, parse(reader.read(file)));
    return manifests.get(file);
  };
  const find = (folder: string, packageName: string): string | undefined => {
    const folders = [...foldersUp(folder)];
    if (packageName.startsWith(python)) return pythonVersionOf(reader, folders, packageName.slice(python.length));
    for (const at of folders) {
      const installed = manifest(path.join(at, "node_modules", packageName, "package.json"))?.version;
      if (installed) return installed;
    }
    for (const at of folders) {
      const declared = manifest(path.join(at, "package.json"));
      const range = declared?.dependencies?.[packageName] ?? declared?.devDependencies?.[packageName];
      if (range) return lowest(range);
    }
    return undefined;
  };
  return {
    versionOf(file, packageName) {
      const folder = path.dirname(file);
      const key = `${folder}\n${packageName}`;
      if (!found.has(key)) found.set(key, find(folder, packageName)); // asked for on every keystroke
      return found.get(key);
    },
    forget() {
      manifests.clear();
      found.clear();
    },
  };
}

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function* foldersUp(folder: string): Generator<string> {
  for (let at = folder; ; at = path.dirname(at)) {
    yield at;
    if (at === path.dirname(at)) return;
  }
}

function parse(text: string | undefined): Manifest | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return undefined; // half-written: the next reading finds it whole
  }
}

function lowest(range: string): string | undefined {
  try {
    return minVersion(range)?.version;
  } catch {
    return undefined; // `workspace:*`, a tag or an address
  }
}
