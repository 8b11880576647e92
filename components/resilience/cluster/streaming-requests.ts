import type { LoadRequest } from "../../../runtime/load/plan";
import { STREAMING_ROUTES } from "../../ingress/streaming-routes";
import type { ServiceName } from "../../service/service-contract";

/**
 * How the evening's requests divide, and how many different ones there are: as many titles as the catalogue has, as many viewers as
 * come. Unit of the share: percent. A guess until `api_request_logs` has a month: counted there by endpoint.
 */
const TRAFFIC: Readonly<Record<ServiceName, Pick<LoadRequest, "sharePercent" | "distinct">>> = {
  "playback-service": { sharePercent: 55, distinct: 20_000 },
  "recommendation-service": { sharePercent: 20, distinct: 500_000 },
  "catalog-service": { sharePercent: 20, distinct: 20_000 },
  "session-service": { sharePercent: 5, distinct: 500_000 },
};

/** The traffic of load tests, straight to the Services: through the entrance its rate limit would be all that is measured. Pure. */
export function streamingRequests(): LoadRequest[] {
  return STREAMING_ROUTES.map(({ service, namespace, path }) => ({
    endpoint: path,
    url: `http://${service}.${namespace}.svc${path}?id={n}`,
    ...TRAFFIC[service as ServiceName],
  }));
}
