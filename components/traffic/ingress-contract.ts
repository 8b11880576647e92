/** The port on which NGINX pods answer plain HTTP: TLS ends at the load balancer. */
export const INGRESS_PORT = 80;

/**
 * Answers 200 while a pod takes requests, on `INGRESS_PORT` and for any host. With F5 NGINX Ingress Controller:
 * `controller.healthStatus: true` and `controller.healthStatusURI: /healthz`.
 */
export const HEALTH_PATH = "/healthz";
