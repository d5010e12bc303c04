package io.visiona.api.proxy;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows that several {@link HeaderTable}s have, so that a name that has to be kept from one upstream
 * is kept from all of them.
 */
public final class HeaderRules {
  private static final String SAID_HERE = "says what this server knows, not what a client claims";
  private static final String OTHER_REQUEST = "servers take it for another path or host";
  private static final String OTHER_CLIENT = "servers take it for the client's address or name";
  private static final String TO_PROXIES = "commands the proxies before this server";

  /** Of requests: made anew for the body as it is sent on. */
  public static final List<HeaderRule> FRAMING =
      List.of(
          HeaderRule.drop("content-length", "follows from the body"),
          HeaderRule.drop("transfer-encoding", "follows from the body, in any spelling"),
          HeaderRule.drop("expect", "follows from the body"));

  /** Of requests: what this server adds itself, or leaves out. */
  public static final List<HeaderRule> SAID_BY_US =
      List.of(
          HeaderRule.drop("forwarded", SAID_HERE),
          HeaderRule.drop("via", SAID_HERE),
          HeaderRule.drop("x-forwarded-*", SAID_HERE),
          HeaderRule.drop("x-real-ip", SAID_HERE),
          HeaderRule.drop("x-request-id", SAID_HERE),
          HeaderRule.drop("traceparent", SAID_HERE));

  /** Of requests: what a server may believe of whoever is in front of it. */
  public static final List<HeaderRule> CLAIMED =
      List.of(
          HeaderRule.drop("proxy", "CGI programs take it for HTTP_PROXY (httpoxy)"),
          HeaderRule.drop("x-original-*", OTHER_REQUEST),
          HeaderRule.drop("x-rewrite-url", OTHER_REQUEST),
          HeaderRule.drop("x-host", OTHER_REQUEST),
          HeaderRule.drop("client-ip", OTHER_CLIENT),
          HeaderRule.drop("x-client-ip", OTHER_CLIENT),
          HeaderRule.drop("x-cluster-client-ip", OTHER_CLIENT),
          HeaderRule.drop("true-client-ip", OTHER_CLIENT),
          HeaderRule.drop("cf-connecting-ip", OTHER_CLIENT),
          HeaderRule.drop("fastly-client-ip", OTHER_CLIENT),
          HeaderRule.drop("x-originating-ip", OTHER_CLIENT),
          HeaderRule.drop("x-remote-ip", OTHER_CLIENT),
          HeaderRule.drop("x-remote-addr", OTHER_CLIENT),
          HeaderRule.drop("x-remote-user", OTHER_CLIENT),
          HeaderRule.drop("remote-user", OTHER_CLIENT),
          HeaderRule.drop("x-authenticated-*", OTHER_CLIENT),
          HeaderRule.drop("x-webauth-user", OTHER_CLIENT));

  /** Of responses: what nginx, Apache, lighttpd, LiteSpeed, Perlbal and CDNs obey. */
  public static final List<HeaderRule> PROXY_COMMANDS =
      List.of(
          HeaderRule.drop("x-accel-*", TO_PROXIES),
          HeaderRule.drop("x-sendfile*", TO_PROXIES),
          HeaderRule.drop("x-lighttpd-send-file", TO_PROXIES),
          HeaderRule.drop("x-litespeed-*", TO_PROXIES),
          HeaderRule.drop("x-reproxy-url", TO_PROXIES),
          HeaderRule.drop("surrogate-*", TO_PROXIES),
          HeaderRule.drop("cdn-cache-control", TO_PROXIES),
          HeaderRule.drop("cloudflare-cdn-cache-control", TO_PROXIES),
          HeaderRule.drop("vercel-cdn-cache-control", TO_PROXIES),
          HeaderRule.drop("netlify-cdn-cache-control", TO_PROXIES),
          HeaderRule.drop("akamai-*", TO_PROXIES),
          HeaderRule.drop("edge-*", TO_PROXIES));

  private HeaderRules() {}

  /** All of them, in their order. */
  @SafeVarargs
  public static HeaderRule[] join(List<HeaderRule>... groups) {
    List<HeaderRule> all = new ArrayList<>();
    for (List<HeaderRule> group : groups) {
      all.addAll(group);
    }
    return all.toArray(HeaderRule[]::new);
  }
}
