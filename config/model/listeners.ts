import type { Certificate, HttpsListener, Listener, Model } from "./model";

/** Whether requests reach the URL map through a listener; otherwise it sends everybody to HTTPS. */
export const serves = (listener: Listener): boolean => listener.protocol === "https" || !listener.redirectToHttps;

/** The listener that Private Service Connect leads to: the one of its port, or the only one that serves. */
export function publishedListener({ frontend }: Pick<Model, "frontend">): Listener | undefined {
  const { publish } = frontend;
  const serving = servingListeners({ frontend });
  if (publish?.port !== undefined) return serving.find(({ port }) => port === publish.port);
  return publish && serving.length === 1 ? serving[0] : undefined;
}

export const servingListeners = ({ frontend }: Pick<Model, "frontend">): Listener[] =>
  frontend.listeners.filter(serves);

/** The listener that clients are meant to use. */
export function clientListener(model: Pick<Model, "frontend">): Listener | undefined {
  const listeners = servingListeners(model);
  return listeners.find(({ protocol }) => protocol === "https") ?? listeners[0];
}

export const httpsListeners = ({ frontend }: Pick<Model, "frontend">): HttpsListener[] =>
  frontend.listeners.filter((one) => one.protocol === "https");

/** The domains of those that Google manages. */
export const managedDomains = (certificates: readonly Certificate[]): string[] =>
  certificates.flatMap((one) => (one.kind === "managed" ? one.domain : []));

/** The beginning of the URLs that a listener serves at a host, without the port that goes without saying. */
export const originOf = ({ protocol, port }: Listener, host: string): string =>
  `${protocol}://${host}${port === (protocol === "http" ? 80 : 443) ? "" : `:${port}`}`;
