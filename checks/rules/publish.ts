import { formatValue } from "../../config/finding";
import { formatChoice, formatList } from "../../config/format";
import { publishedListener, servingListeners } from "../../config/model/listeners";
import { at, type Rules } from "../rule";
import { SOURCES } from "./sources";

const PATH = ["frontend", "publish"];

/** What Private Service Connect lets others reach. */
export const PUBLISH_RULES: Rules = {
  "publish-port": {
    severity: "error",
    title: "A published listener that cannot be told",
    why: "A subnet of Private Service Connect serves one service attachment, which leads to one listener.",
    fix: "Write the `port` of a listener that serves.",
    source: SOURCES.publishing,
    *check({ model }) {
      const { publish } = model.frontend;
      if (publish === undefined || publishedListener(model) !== undefined) return;
      const ports = servingListeners(model).map(({ port }) => String(port));
      yield publish.port === undefined
        ? at(PATH, {
            what: `${ports.length === 0 ? "no listener serves" : `${formatList(ports)} serve`}, and one listener is published`,
            fix: ports.length === 0 ? "add a listener that serves" : `write \`port\`: ${formatChoice(ports)}`,
          })
        : at([...PATH, "port"], {
            what: `no listener serves on port ${publish.port}`,
            fix: ports.length === 0 ? "add a listener that serves" : `write ${formatChoice(ports)}`,
          });
    },
  },
  "publish-subnet": {
    severity: "error",
    title: "A subnet of something else for Private Service Connect",
    why: "Consumers' requests arrive from a subnet of the purpose PRIVATE_SERVICE_CONNECT, which holds nothing else.",
    fix: "Name a subnet that is for this alone: `gcloud compute networks subnets create … --purpose=PRIVATE_SERVICE_CONNECT`.",
    source: SOURCES.publishing,
    *check({ regions }) {
      for (const { model } of regions) {
        const { subnet } = model.frontend.publish ?? {};
        if (subnet !== undefined && [model.network.subnet, model.network.proxyOnlySubnet.existing].includes(subnet))
          yield at([...PATH, "subnet"], {
            what: `${formatValue(subnet)} is the subnet of something else, and none of the purpose PRIVATE_SERVICE_CONNECT`,
          });
      }
    },
  },
};
