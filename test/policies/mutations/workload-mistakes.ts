import type { Mutation } from "./mutation";

const HPA = "us-east-1-services-playback-service-hpa";
const SCALED = "us-east-1-services-watch-event-worker-scaling";
const DEPLOYMENT = "us-east-1-services-playback-service-deployment";
const CONTROLLER = "us-east-1-ingress-controller";
const LIMIT = "us-east-1-ingress-playback-service-rate-limit";
const ROUTE = "us-east-1-ingress-playback-service";
const ENTRIES = ["values", "controller", "config", "entries"];
const UPSTREAM = ["spec", "upstreams", "name=playback-service"];
const POD = ["spec", "template", "spec"];
const CONTAINER = [...POD, "containers", "name=playback-service"];

/** What somebody could get wrong about pods, what scales them and what sends them requests. */
export const workloadMistakes: readonly Mutation[] = [
  {
    mistake: "the add-on that measures pods was taken out while add-ons were tidied up",
    resource: "us-east-1-eks-metrics-server",
    path: [],
    rules: ["hpas-have-a-metrics-server"],
  },
  {
    mistake: "a maximum for the great release, without a look at addresses, nodes and the quota of the namespace",
    resource: HPA,
    path: ["spec", "maxReplicas"],
    value: 30_000,
    rules: ["nodes-carry-the-largest-size", "quotas-carry-the-largest-size", "subnets-carry-the-largest-size"],
  },
  {
    mistake: "the maximum was raised and the quota of its namespace forgotten",
    resource: HPA,
    path: ["spec", "maxReplicas"],
    value: 500,
    rules: ["quotas-carry-the-largest-size"],
  },
  {
    mistake: "a maximum to save money, which a doubled demand reaches",
    resource: HPA,
    path: ["spec", "maxReplicas"],
    value: 15,
    rules: ["hpas-can-absorb-a-surge"],
  },
  {
    mistake: "a window against flapping, put on the wrong direction",
    resource: HPA,
    path: ["spec", "behavior", "scaleUp", "stabilizationWindowSeconds"],
    value: 300,
    rules: ["hpas-grow-at-once"],
  },
  {
    mistake: "no window when shrinking, so every pause between episodes takes pods away",
    resource: HPA,
    path: ["spec", "behavior", "scaleDown", "stabilizationWindowSeconds"],
    value: 0,
    rules: ["hpas-shrink-slowly"],
  },
  {
    mistake: "pods are to be used better",
    resource: HPA,
    path: ["spec", "metrics", "0", "resource", "target", "averageUtilization"],
    value: 95,
    rules: ["hpas-start-before-pods-are-full"],
  },
  {
    mistake: "a number of replicas beside the autoscaler's",
    resource: DEPLOYMENT,
    path: ["spec", "replicas"],
    value: 10,
    rules: ["deployments-leave-replicas-to-their-hpa"],
  },
  {
    mistake: "a worker's autoscaler points at a Deployment that has one",
    resource: SCALED,
    path: ["spec", "scaleTargetRef", "name"],
    value: "playback-service",
    rules: ["deployments-have-one-autoscaler"],
  },
  {
    mistake: "a limit of memory above the request, while memory decides how many pods there are",
    resource: DEPLOYMENT,
    path: [...CONTAINER, "resources", "limits", "memory"],
    value: "2048Mi",
    rules: ["memory-that-scales-is-guaranteed"],
  },
  {
    mistake: "a trigger's number written as a number",
    resource: SCALED,
    path: ["spec", "triggers", "name=depth", "metadata", "queueLength"],
    value: 100,
    rules: ["scaled-object-metadata-is-text"],
  },
  {
    mistake: "no size for when the queue cannot be read",
    resource: SCALED,
    path: ["spec", "fallback"],
    rules: ["scaled-objects-survive-a-blind-source"],
  },
  {
    mistake: "the proxies' addresses were dropped with an old list of ranges",
    resource: CONTROLLER,
    path: [...ENTRIES, "set-real-ip-from"],
    rules: ["rate-limits-see-through-proxies"],
  },
  {
    mistake: "one limit for everybody",
    resource: LIMIT,
    path: ["spec", "rateLimit", "key"],
    value: "${server_name}",
    rules: ["rate-limits-count-each-client"],
  },
  {
    mistake: "limited clients are told that the server is broken, and try again at once",
    resource: LIMIT,
    path: ["spec", "rateLimit", "rejectCode"],
    value: 503,
    rules: ["rate-limits-answer-429"],
  },
  {
    mistake: "a policy was renamed, and the route that uses it was not",
    resource: LIMIT,
    path: ["metadata", "name"],
    value: "playback-rate-limit",
    rules: ["routes-find-their-policies"],
  },
  {
    mistake: "retries without end, which multiply an overload",
    resource: ROUTE,
    path: [...UPSTREAM, "next-upstream-tries"],
    value: 10,
    rules: ["retries-are-bounded"],
  },
  {
    mistake: "back to the load balancing that everybody knows",
    resource: ROUTE,
    path: [...UPSTREAM, "lb-method"],
    value: "round_robin",
    rules: ["upstreams-pick-the-least-busy"],
  },
  {
    mistake: "a new connection for each request",
    resource: ROUTE,
    path: [...UPSTREAM, "keepalive"],
    value: 0,
    rules: ["upstreams-keep-connections-in-bounds"],
  },
  {
    mistake: "the page for when no pod answers was taken for dead code",
    resource: ROUTE,
    path: ["spec", "subroutes", "path=/api/playback", "errorPages"],
    rules: ["routes-have-an-answer-without-pods"],
  },
  {
    mistake: "a route that no controller feels responsible for",
    resource: ROUTE,
    path: ["spec", "ingressClassName"],
    rules: ["routes-name-their-controller"],
  },
  {
    mistake: "an image by its tag",
    resource: DEPLOYMENT,
    path: [...CONTAINER, "image"],
    value: "777788889999.dkr.ecr.us-east-1.amazonaws.com/playback-service:latest",
    rules: ["images-are-pinned-by-digest"],
  },
  {
    mistake: "a container that may write to its root file system, to debug it",
    resource: DEPLOYMENT,
    path: [...CONTAINER, "securityContext", "readOnlyRootFilesystem"],
    value: false,
    rules: ["containers-are-restricted"],
  },
  {
    mistake: "a request that was in the way of packing pods",
    resource: DEPLOYMENT,
    path: [...CONTAINER, "resources", "requests", "cpu"],
    rules: ["containers-request-what-they-need"],
  },
  {
    mistake: "a folder of the node, so that something outlives the pod",
    resource: DEPLOYMENT,
    path: [...POD, "volumes", "name=tmp"],
    value: { name: "tmp", hostPath: { path: "/var/tmp/playback" } },
    rules: ["services-keep-nothing-on-disk"],
  },
  {
    mistake: "a definition that seemed unused, since no chart needs it",
    resource: "us-east-1-ingress-crds-virtualserverroutes",
    path: [],
    rules: ["custom-resources-have-their-definitions"],
  },
  {
    mistake: "no probe, because the pod was slow to pass it",
    resource: DEPLOYMENT,
    path: [...CONTAINER, "readinessProbe"],
    rules: ["served-pods-say-when-they-are-ready"],
  },
  {
    mistake: "pods are killed before the load balancer knows that they go",
    resource: DEPLOYMENT,
    path: [...POD, "terminationGracePeriodSeconds"],
    value: 10,
    rules: ["pods-finish-before-they-are-killed"],
  },
  {
    mistake: "pods go wherever there is room, be it all in one zone",
    resource: DEPLOYMENT,
    path: [...POD, "topologySpreadConstraints"],
    rules: ["what-scales-is-spread-over-zones"],
  },
  {
    mistake: "the disruption budget was in the way of a node upgrade",
    resource: "us-east-1-services-playback-service-budget",
    path: [],
    rules: ["what-scales-has-a-disruption-budget"],
  },
  {
    mistake: "viewers stick to a pod, as with the old session store",
    resource: "us-east-1-services-playback-service-service",
    path: ["spec", "sessionAffinity"],
    value: "ClientIP",
    rules: ["any-pod-answers-any-viewer"],
  },
];
