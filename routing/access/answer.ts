import type { Decision, Request } from "../evaluate/decision";
import { groupsBy } from "../group-by";
import { type Access, accessOf } from "./access";
import type { Caller } from "./caller";
import type { AccessPolicies, ListenerPolicies, ServicePolicies } from "./policies";

/** A request on its way: where it arrives, who sends it, and where the URL map sends it, as far as that can be told. */
export interface GuardedCall {
  readonly request: Request;
  /** Of the listener. */
  readonly port: number;
  readonly caller: Caller;
  readonly decision?: Decision;
}

/** Whether the share of a request that goes to some services gets through. */
export interface ServedAccess {
  /** Empty where no backend service is chosen. */
  readonly services: readonly string[];
  readonly access: Access;
}

const UNGUARDED: ListenerPolicies = { authorization: [], callouts: [] };

/** Usually one answer; several where a request may go to services that have different policies, or arrive at different rules. */
export function accessAnswers({ listeners, services }: AccessPolicies, call: GuardedCall): ServedAccess[] {
  const { request, port, caller, decision } = call;
  const taking = listeners.filter((one) => one.protocol === request.scheme && one.port === port);
  const answers = (taking.length > 0 ? taking : [{ policies: UNGUARDED }]).flatMap(({ policies }) =>
    servicesOf(decision).map((name): ServedAccess => {
      const service = decision === undefined && services.size > 0 ? SOMEWHERE : (services.get(name ?? "") ?? {});
      const access = accessOf({ listener: policies, service }, request, caller, decision);
      return { services: name === undefined ? [] : [name], access };
    }),
  );
  return answers.length === 1 ? answers : merged(answers);
}

/** Services that answer alike, together. */
function merged(answers: readonly ServedAccess[]): ServedAccess[] {
  return groupsBy(answers, ({ access }) => JSON.stringify(access)).map((alike) => ({
    ...alike[0],
    services: [...new Set(alike.flatMap(({ services }) => services))],
  }));
}

const SOMEWHERE: ServicePolicies = {
  securityPolicy: {
    name: "the security policy of its backend service",
    unread: new Map([["all", "where it goes cannot be told"]]),
  },
};

function servicesOf(decision: Decision | undefined): (string | undefined)[] {
  switch (decision?.kind) {
    case "forward":
      return decision.destinations.map(({ service }) => service);
    case "respond":
      return [decision.service];
    default:
      return [undefined];
  }
}
