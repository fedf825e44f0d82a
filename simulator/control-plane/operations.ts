import type { ApiError, Refused } from "./api-error";
import { deferred } from "./deferred";
import { formatPath, type ResourcePath } from "./resource-path";

/** One request that wanted to change something, for reports. Times are milliseconds since the epoch. */
export interface LogEntry {
  readonly verb: string;
  readonly collection: string;
  /** `projects/PROJECT/SCOPE/COLLECTION/NAME`. */
  readonly path: string;
  readonly startedAt: number;
  /** Absent while the operation runs. */
  readonly endedAt?: number;
  /** Why it was refused, or how its operation failed. */
  readonly error?: ApiError;
  /** The id of the rule that refused it. */
  readonly rule?: string;
}

export interface Work {
  readonly verb: string;
  readonly path: ResourcePath;
  readonly targetId?: string;
  /** Milliseconds until the operation is done. */
  readonly duration: number;
  /** The operation ends with this error, and `commit` is never called. */
  readonly error?: ApiError;
  readonly commit: () => void;
}

export interface Operation {
  readonly name: string;
  readonly work: Work;
  readonly startedAt: number;
  /** Absent while it runs. */
  readonly endedAt?: number;
}

interface Running {
  operation: Operation;
  readonly timer?: NodeJS.Timeout;
  readonly done: Promise<void>;
}

/** Long-running operations: what they do happens when they end. */
export function createOperations() {
  const operations = new Map<string, Running>();
  const log: LogEntry[] = [];

  const finish = (name: string, index: number, operation: Operation): Operation => {
    const { work } = operation;
    if (work.error === undefined) work.commit();
    const ended = { ...operation, endedAt: Date.now() };
    log[index] = {
      ...entryOf(work, operation.startedAt),
      endedAt: ended.endedAt,
      ...(work.error && { error: work.error }),
    };
    const running = operations.get(name);
    if (running) running.operation = ended;
    return ended;
  };

  return {
    start(work: Work): Operation {
      const name = `operation-${operations.size + 1}`;
      const operation: Operation = { name, work, startedAt: Date.now() };
      const index = log.push(entryOf(work, operation.startedAt)) - 1;
      if (work.duration <= 0) {
        const ended = finish(name, index, operation);
        operations.set(name, { operation: ended, done: Promise.resolve() });
        return ended;
      }
      const { promise, resolve } = deferred();
      const timer = setTimeout(() => {
        finish(name, index, operation);
        resolve();
      }, work.duration);
      operations.set(name, { operation, timer, done: promise });
      return operation;
    },
    find: (name: string): Operation | undefined => operations.get(name)?.operation,
    /** Resolves when the operation is done, or at once when there is none of that name. */
    wait: (name: string): Promise<void> => operations.get(name)?.done ?? Promise.resolve(),
    refused(verb: string, path: ResourcePath, { error, rule }: Refused): void {
      const now = Date.now();
      log.push({
        verb,
        collection: path.collection,
        path: formatPath(path),
        startedAt: now,
        endedAt: now,
        error,
        ...(rule && { rule }),
      });
    },
    log: (): readonly LogEntry[] => log,
    /** Forgets what is still running: it will never take effect. */
    cancel(): void {
      for (const { timer } of operations.values()) clearTimeout(timer);
    },
  };
}

export type Operations = ReturnType<typeof createOperations>;

function entryOf({ verb, path }: Work, startedAt: number): LogEntry {
  return { verb, collection: path.collection, path: formatPath(path), startedAt };
}
