/**
 * Which Python the editor's Python extension has chosen for a file. Absent on purpose: the setting and environments beside the code,
 * which the server knows.
 */
import { extensions, Uri } from "vscode";
import type { PythonChoice, PythonWish } from "../../server/src/lsp/protocol.ts";

/** Null without that extension, and while it has chosen none. */
export async function chosenPython({ uri }: PythonWish): Promise<PythonChoice> {
  const extension = extensions.getExtension<PythonExtension>("ms-python.python");
  if (!extension) return { path: null };
  try {
    const { environments } = extension.isActive ? extension.exports : await extension.activate();
    const chosen = environments.getActiveEnvironmentPath(Uri.parse(uri));
    const resolved = await environments.resolveEnvironment(chosen);
    return { path: resolved?.executable.uri?.fsPath ?? chosen.path };
  } catch {
    return { path: null }; // an extension of another make under that name, or one that failed to start
  }
}

/** The part of its public interface that is used. Source: src/client/api/types.ts of vscode-python. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: Uri): EnvironmentPath;
    resolveEnvironment(environment: EnvironmentPath): Promise<ResolvedEnvironment | undefined>;
  };
}

interface EnvironmentPath {
  readonly id: string;
  /** Of the interpreter, or of a folder that is an environment. */
  readonly path: string;
}

interface ResolvedEnvironment {
  readonly executable: { readonly uri: Uri | undefined };
}
