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
  timer?: NodeJS.Timeout;
  readonly done: Promise<void>;
}

/** Long-running operations: what they do happens when they end. */
export function createOperations() {
  const operations = new Map<string, Running>();
  const log: LogEntry[] = [];

  return {
    start(work: Work): Operation {
      const name = `operation-${operations.size + 1}`;
      const startedAt = Date.now();
      const index = log.push(entryOf(work, startedAt)) - 1;
      const { promise, resolve } = deferred();
      const running: Running = { operation: { name, work, startedAt }, done: promise };
      operations.set(name, running);
      const finish = () => {
        if (work.error === undefined) work.commit();
        const endedAt = Date.now();
        log[index] = { ...entryOf(work, startedAt), endedAt, ...(work.error && { error: work.error }) };
        running.operation = { ...running.operation, endedAt };
        resolve();
      };
      if (work.duration <= 0) finish();
      else running.timer = setTimeout(finish, work.duration);
      return running.operation;
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
