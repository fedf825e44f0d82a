import type { Listener, Model } from "./model";

/** Whether requests reach the URL map through a listener; otherwise it sends everybody to HTTPS. */
export const serves = (listener: Listener): boolean => listener.protocol === "https" || !listener.redirectToHttps;

export const servingListeners = ({ frontend }: Pick<Model, "frontend">): Listener[] =>
  frontend.listeners.filter(serves);
