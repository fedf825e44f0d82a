import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { type Extension, extension } from "./api";

/** A request that is over, as Envoy saw it. */
export interface LoggedRequest {
  /** Null, with host and path: what the client sent is no request. */
  readonly method: string | null;
  /** As the client wrote it, with its port. */
  readonly host: string | null;
  /** As the client wrote it, with its query. */
  readonly path: string | null;
  /** The place in the URL map, such as `api.routeRules[2]`. Null: no route. */
  readonly route: string | null;
  readonly cluster: string | null;
  /** 0: the client left before there was an answer. */
  readonly status: number;
  readonly milliseconds: number;
  readonly bytes: number;
  /** What was out of the ordinary, as Envoy's response flags: `UH`, `UF,URX`, and `-` for nothing. */
  readonly flags: string;
  /** `NotFound`. Null: it was no gRPC call. */
  readonly grpcStatus: string | null;
}

/** The request as it came, which a rewrite would hide from the access log. */
const RECEIVED = { host: "received.host", path: "received.path" };

const FORMAT: { readonly [field in keyof LoggedRequest]: string } = {
  method: "%REQ(:METHOD)%",
  host: `%FILTER_STATE(${RECEIVED.host}:PLAIN)%`,
  path: `%FILTER_STATE(${RECEIVED.path}:PLAIN)%`,
  route: "%ROUTE_NAME%",
  cluster: "%UPSTREAM_CLUSTER%",
  status: "%RESPONSE_CODE%",
  milliseconds: "%DURATION%",
  bytes: "%BYTES_SENT%",
  flags: "%RESPONSE_FLAGS%",
  grpcStatus: "%GRPC_STATUS%",
};

/** A filter that keeps host and path before the route changes them. */
export const AS_RECEIVED = extension(
  "envoy.filters.http.set_filter_state",
  "extensions.filters.http.set_filter_state.v3.Config",
  { on_request_headers: [kept(RECEIVED.host, "%REQ(:AUTHORITY)%"), kept(RECEIVED.path, "%REQ(:PATH)%")] },
);

function kept(key: string, format: string) {
  return {
    object_key: key,
    factory_key: "envoy.string",
    format_string: { text_format_source: { inline_string: format } },
  };
}

/** Writes each request to a file, as a line of JSON. */
export const fileAccessLog = (path: string): Extension =>
  extension("envoy.access_loggers.file", "extensions.access_loggers.file.v3.FileAccessLog", {
    path,
    log_format: { json_format: FORMAT },
  });

const POLL_MS = 50;
/** The file is emptied when it is longer and all of it is read; Envoy appends to whatever is there. */
const LONGEST_FILE = 1_000_000;

/** Calls back for every request that is added to the file from now on, until the returned function is called. */
export function followAccessLog(path: string, onRequest: (request: LoggedRequest) => void): () => void {
  const file = openSync(path, "a+");
  const buffer = Buffer.alloc(65_536);
  const decoder = new StringDecoder("utf8");
  let position = 0;
  let rest = "";
  const read = () => {
    for (let size = -1; size !== 0; position += size) {
      size = readSync(file, buffer, 0, buffer.length, position);
      const lines = (rest + decoder.write(buffer.subarray(0, size))).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onRequest(JSON.parse(line));
    }
    if (position < LONGEST_FILE || rest !== "" || fstatSync(file).size > position) return;
    ftruncateSync(file);
    position = 0;
  };
  const timer = setInterval(read, POLL_MS).unref();
  return () => {
    clearInterval(timer);
    read();
    closeSync(file);
  };
}
