import { formatList } from "../../config/format";
import { publishedListener } from "../../config/model/listeners";
import type { Consumer, Model } from "../../config/model/model";
import { at } from "../rule";
import { SOURCES } from "../rules/sources";
import type { ChangeRules } from "./change";
import { replacesSubnet } from "./network";
import { identityOf } from "./security";

export const PUBLISH_CHANGES: ChangeRules = {
  "attachment-replaced": {
    impact: "interrupts",
    title: "A service attachment that is made anew, or goes",
    why: "It leads to a forwarding rule, and Google deletes no rule that it leads to: where the rule is made anew, or another listener is published, the attachment is too. The endpoints of consumers are closed for good then; the name stays where the listener does.",
    fix: "Tell consumers to make their endpoints anew after the apply; or publish a second proxy under another name, and move them.",
    source: SOURCES.publishing,
    *check({ before, after }) {
      const [old, now] = [publishedListener(before.model), publishedListener(after.model)];
      if (old === undefined) return;
      if (now === undefined)
        yield at(["frontend"], {
          what: "the proxy is no longer published: endpoints of consumers are closed",
          fix: "keep `publish` until nobody connects to it",
        });
      else if (
        old.id !== now.id ||
        replacesSubnet({ before, after }) ||
        identityOf(before, old.port) !== identityOf(after, now.port)
      )
        yield at(["frontend", "publish"], {
          what: "the service attachment is made anew with its forwarding rule: endpoints of consumers are closed, and do not come back by themselves",
          fix: "tell consumers to make their endpoints anew after the apply, or move them to a second proxy before",
        });
    },
  },
  "consumer-removed": {
    impact: "interrupts",
    title: "A consumer of a published proxy who is let in no more, or by another subnet",
    why: "The list holds for those who are connected, too: `reconcile_connections` is on.",
    fix: "See that they connect no more.",
    source: SOURCES.consumers,
    *check({ before, after }) {
      const [old, now] = [before.model.frontend.publish, after.model.frontend.publish];
      if (old === undefined || now === undefined) return;
      const left = names(before.model).filter((name) => !names(after.model).includes(name));
      if (left.length > 0)
        yield at(["frontend", "publish", "accept"], {
          what: `${formatList(left)} ${left.length === 1 ? "is" : "are"} let in no more, and cut off`,
        });
      if (old.subnet !== now.subnet)
        yield at(["frontend", "publish", "subnet"], {
          what: `consumers arrive from ${now.subnet} in place of ${old.subnet}: connections are cut`,
          fix: "choose a quiet hour",
        });
    },
  },
};

const nameOf = ({ project = "", network = "" }: Consumer): string => project || network;
const names = ({ frontend }: Model): string[] => (frontend.publish?.accept ?? []).map(nameOf);
