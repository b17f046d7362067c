/**
 * A compiler to be asked synchronously, as hooks that load modules must be answered: the question goes over a thread to a process
 * of its own, and this thread sleeps until the answer is there. So neither the compiler's memory nor its processor time is in a
 * figure. Absent on purpose: compiling (compiler.ts).
 */
import { type ChildProcess, fork } from "node:child_process";
import {
  MessageChannel,
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from "node:worker_threads";
import type { CompileAnswer, CompileRequest } from "./compiler.ts";

export interface CompileService {
  /** Never throws. */
  ask(request: CompileRequest): CompileAnswer;
  /** Time this thread slept for answers so far. */
  readonly waitedMs: number;
  /** Ends thread and process; the next question starts them anew. */
  close(): Promise<void>;
}

export const compilerRole = "compile";
const relayRole = "compile-relay";

interface RelayData {
  readonly role: typeof relayRole;
  readonly entry: string;
  readonly port: MessagePort;
  readonly answered: Int32Array;
}

/** Starting a process, loading the compiler and one large file, on a busy machine. */
const patienceMs = 60_000;

/** `entry`: the file this process was started with, which plays all three parts. */
export function startCompileService(entry: string): CompileService {
  let relay: { readonly worker: Worker; readonly port: MessagePort; readonly answered: Int32Array } | null = null;
  let waitedMs = 0;

  const start = () => {
    const { port1, port2 } = new MessageChannel();
    const answered = new Int32Array(new SharedArrayBuffer(4));
    const data: RelayData = { role: relayRole, entry, port: port2, answered };
    const worker = new Worker(entry, {
      workerData: data,
      transferList: [port2],
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    worker.unref();
    port1.unref();
    return { worker, port: port1, answered };
  };
  relay = start();

  return {
    ask(request) {
      relay ??= start();
      const { port, answered } = relay;
      const askedAt = performance.now();
      port.postMessage(request);
      Atomics.wait(answered, 0, 0, patienceMs);
      Atomics.store(answered, 0, 0);
      waitedMs += performance.now() - askedAt;
      const answer = receiveMessageOnPort(port) as { readonly message: CompileAnswer } | undefined;
      return answer?.message ?? { error: "the TypeScript compiler gave no answer" };
    },
    get waitedMs() {
      return waitedMs;
    },
    async close() {
      const ending = relay;
      relay = null;
      ending?.port.close();
      await ending?.worker.terminate();
    },
  };
}

/** True in the thread between the measured process and the compiler's; then it is at work from now on. */
export function playRelay(): boolean {
  const data = workerData as RelayData | null;
  if (parentPort === null || data?.role !== relayRole) return false;
  const { port, answered, entry } = data;
  const answer = (message: CompileAnswer): void => {
    port.postMessage(message);
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  };
  let asked = false;
  const compiler: ChildProcess = fork(entry, [compilerRole], {
    execArgv: [],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const failed = (why: string): void => {
    if (asked) answer({ error: `the TypeScript compiler cannot be used: ${why}` });
    asked = false;
  };
  compiler.on("message", (message) => {
    asked = false;
    answer(message as CompileAnswer);
  });
  compiler.on("error", (error) => failed(String(error)));
  compiler.on("exit", (code, signal) => failed(`it ended (${signal ?? code})`));
  port.on("message", (request: CompileRequest) => {
    asked = true;
    if (compiler.connected) compiler.send(request);
    else failed("it has ended");
  });
  port.on("close", () => compiler.kill("SIGKILL"));
  return true;
}

/** In the compiler's process: answers until its parent is gone. */
export async function playCompiler(): Promise<void> {
  process.on("message", (request: CompileRequest) => {
    loaded
      .then(({ compile }) => compile(request))
      .catch((error: unknown): CompileAnswer => ({ error: error instanceof Error ? error.message : String(error) }))
      .then((answer) => process.send?.(answer));
  });
  const loaded = import("./compiler.ts");
  await loaded.catch(() => {}); // told with the answer
}
