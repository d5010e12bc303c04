package io.visiona.api.gateway;

import io.visiona.api.gateway.routes.LiveRoutes;
import io.visiona.api.gateway.service.Services;
import io.visiona.api.platform.drain.InFlightRequests;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.platform.tracing.Spans;
import io.visiona.api.proxy.ReverseProxy;
import io.visiona.shared.config.Secret;
import io.visiona.shared.limit.FairLimiter;
import java.time.Clock;
import java.util.function.Function;

/**
 * What all requests of the gateway share. Thread-safe.
 *
 * @param requests in progress, by caller
 * @param sockets WebSockets, by caller
 * @param open what ends with a session
 * @param https whether callers come over TLS, if need be to a proxy
 * @param secrets the value of a configuration key
 * @param maxSlackBody bytes that are kept to check a signature
 * @param inFlight requests in progress, WebSockets that were handed over not included
 */
record GatewayParts(
    ReverseProxy proxy,
    FairLimiter requests,
    FairLimiter sockets,
    OpenStreams open,
    boolean https,
    LiveRoutes routes,
    GatewayCors cors,
    SlackSignature slack,
    Function<String, Secret> secrets,
    int maxSlackBody,
    Gatekeeper gatekeeper,
    Services services,
    GatewayMetrics metrics,
    AccessLog log,
    Spans spans,
    InFlightRequests inFlight,
    Clock clock) {}
