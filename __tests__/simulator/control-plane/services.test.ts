import { zoneKey } from "../../../simulator/control-plane/dns-api";
import { type Simulator, startSimulator } from "../../../simulator/control-plane/server";
import { get, insert, located, patch, remove, send, sendTo } from "../../support/simulator/client";

describe("the services beside Compute", () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await startSimulator({ seed: { [zoneKey("p", "zone")]: { name: "zone" } } });
  });
  afterEach(() => simulator.close());

  test("Certificate Manager makes a DNS authorization with the record to add", async () => {
    const path = located("dnsAuthorizations/ai");
    const { body } = await insert(simulator, path, { domain: "ai.example.com" });
    expect(body).toMatchObject({ done: true, response: { name: path } });
    expect(await get(simulator, path)).toMatchObject({
      name: path,
      type: "PER_PROJECT_RECORD",
      dnsResourceRecord: { type: "CNAME" },
    });
    expect(await get(simulator, body.name)).toMatchObject({ done: true });
  });

  test("Certificate Manager refuses a certificate whose authorization is not there", async () => {
    const managed = { domains: ["ai.example.com"], dnsAuthorizations: [located("dnsAuthorizations/gone")] };
    expect((await insert(simulator, located("certificates/ai"), { managed })).status).toBe(404);
  });

  test("Certificate Manager patches labels and leaves the domains alone", async () => {
    const path = located("certificates/ai");
    await insert(simulator, path, { managed: { domains: ["ai.example.com"] } });
    await patch(simulator, path, { labels: { team: "ml" } });
    expect(await get(simulator, path)).toMatchObject({
      labels: { team: "ml" },
      managed: { domains: ["ai.example.com"], state: "ACTIVE" },
    });
    expect((await get(simulator, located("certificates"))).certificates).toHaveLength(1);
    expect((await remove(simulator, path)).body).toMatchObject({ done: true });
  });

  test("a field that the update mask names and the patch leaves out is cleared", async () => {
    const path = located("certificates/ai");
    await insert(simulator, path, { description: "first", labels: { team: "ml" }, managed: { domains: ["a.com"] } });
    await send(simulator, "PATCH", `${path}?updateMask=description,labels`, { labels: { team: "web" } });
    const certificate = await get(simulator, path);
    expect(certificate).toMatchObject({ labels: { team: "web" }, managed: { domains: ["a.com"] } });
    expect(certificate).not.toHaveProperty("description");
  });

  test("an operation of theirs that is not there is a 404", async () => {
    expect((await send(simulator, "GET", located("operations/none"))).status).toBe(404);
  });

  test("Network Security replaces what an update mask names as a whole", async () => {
    const path = located("serverTlsPolicies/clients");
    await insert(simulator, path, { mtlsPolicy: { clientValidationMode: "REJECT_INVALID", tier: "STANDARD" } });
    await send(simulator, "PATCH", `${path}?updateMask=mtlsPolicy`, { mtlsPolicy: { tier: "PLUS" } });
    expect((await get(simulator, path)).mtlsPolicy).toEqual({ tier: "PLUS" });
  });

  test("who gets through IAP is read as it was written, and nothing is left of nobody", async () => {
    const rule = `${simulator.url}/iap/v1/projects/p/iap_web/forwarding_rule-us-central1/services/ai`;
    const ask = async () => (await sendTo(`${rule}:getIamPolicy`, "POST", {})).body;
    const empty = simulator.dump();
    const bindings = [{ role: "roles/iap.httpsResourceAccessor", members: ["group:ml@example.com"] }];
    expect(await ask()).toEqual({});
    await sendTo(`${rule}:setIamPolicy`, "POST", { policy: { bindings } });
    expect(await ask()).toEqual({ bindings });
    await sendTo(`${rule}:setIamPolicy`, "POST", { policy: { bindings: [] } });
    expect(simulator.dump()).toEqual(empty);
  });

  describe("Cloud DNS", () => {
    const record = { name: "ai.example.com.", type: "A", ttl: 300, rrdatas: ["203.0.113.2"] };
    const zone = () => `${simulator.url}/clouddns/v1/projects/p/managedZones/zone`;

    test("adds a record set, lists it, and takes it away", async () => {
      const { body } = await sendTo(`${zone()}/changes`, "POST", { additions: [record] });
      expect(body).toMatchObject({ status: "done" });
      expect((await sendTo(`${zone()}/changes/${body.id}`, "GET")).body).toMatchObject({ status: "done" });
      expect((await sendTo(`${zone()}/rrsets?name=ai.example.com.&type=A`, "GET")).body.rrsets).toEqual([record]);
      expect((await sendTo(`${zone()}/rrsets?name=other.`, "GET")).body.rrsets).toEqual([]);
      await sendTo(`${zone()}/changes`, "POST", { deletions: [record] });
      expect((await sendTo(`${zone()}/rrsets`, "GET")).body.rrsets).toEqual([]);
      expect(simulator.log().map(({ verb, path }) => [verb, path])).toEqual([
        ["insert", "projects/p/global/resourceRecordSets/A/ai.example.com."],
        ["delete", "projects/p/global/resourceRecordSets/A/ai.example.com."],
      ]);
    });

    test("refuses a record set that is there already, and to delete one that is not", async () => {
      await sendTo(`${zone()}/changes`, "POST", { additions: [record] });
      expect((await sendTo(`${zone()}/changes`, "POST", { additions: [record] })).status).toBe(409);
      expect((await sendTo(`${zone()}/changes`, "POST", { deletions: [{ ...record, type: "AAAA" }] })).status).toBe(
        404,
      );
      expect(simulator.log().at(-1)).toMatchObject({ verb: "delete", error: { code: 404 } });
    });

    test("is reached by the provider's client too, which adds its own path to the endpoint", async () => {
      const path = "projects/p/managedZones/zone/rrsets";
      expect((await sendTo(`${simulator.url}/clouddns/v1/dns/v1/${path}`, "GET")).body.rrsets).toEqual([]);
    });

    test.each([
      ["what is there", { additions: [record] }, 409],
      ["what is not there as it is said", { deletions: [{ ...record, ttl: 60 }] }, 412],
      ["a CNAME beside an address", { additions: [{ ...record, type: "CNAME", rrdatas: ["a.example."] }] }, 400],
    ])("refuses a change of %s, and changes nothing", async (_, change, status) => {
      await sendTo(`${zone()}/changes`, "POST", { additions: [record] });
      expect((await sendTo(`${zone()}/changes`, "POST", change)).status).toBe(status);
      expect((await sendTo(`${zone()}/rrsets`, "GET")).body.rrsets).toEqual([record]);
    });

    test("knows only zones that are there", async () => {
      expect((await sendTo(zone(), "GET")).body).toEqual({ name: "zone" });
      expect((await sendTo(zone().replace(/zone$/, "gone"), "GET")).status).toBe(404);
    });
  });

  test("documents of another API do not mix with resources of the same path", async () => {
    const path = `projects/p/locations/us-central1/certificates`;
    await sendTo(`${simulator.url}/other/v1/${path}?certificateId=ai`, "POST", { from: "other" });
    expect((await sendTo(`${simulator.url}/other/v1/${path}/ai`, "GET")).body).toMatchObject({ from: "other" });
    expect((await send(simulator, "GET", `${path}/ai`)).status).toBe(404);
  });

  test("any other API keeps documents without rules", async () => {
    const policies = `${simulator.url}/monitoring/v3/projects/p/alertPolicies`;
    const { body } = await sendTo(policies, "POST", { displayName: "errors" });
    const document = `${simulator.url}/monitoring/v3/${body.name}`;
    expect((await sendTo(document, "PATCH", { displayName: "5xx" })).body).toEqual({
      name: body.name,
      displayName: "5xx",
    });
    expect((await sendTo(document, "GET")).body).toMatchObject({ displayName: "5xx" });
    expect((await sendTo(document, "DELETE")).status).toBe(200);
    expect((await sendTo(document, "GET")).status).toBe(404);
    const again = await Promise.all([1, 2].map(() => sendTo(policies, "POST", { displayName: "errors" })));
    const names = again.map(({ body: { name } }) => name);
    expect(new Set(names).size).toBe(2);
    expect(names).toContain(body.name);
  });
});
