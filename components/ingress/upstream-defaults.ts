/** The seed's balancing and passive breaker: three failures within 30 seconds keep a pod out for 30 seconds. */
export const LEAST_CONNECTIONS = "least_conn";
export const MAX_FAILS = 3;
export const FAIL_TIMEOUT = "30s";

/** A pod that accepts no connection within it is not coming back in time for this request. */
export const CONNECT_TIMEOUT = "1s";
