package io.visiona.api.pages;

import io.visiona.api.proxy.HeaderRule;
import io.visiona.api.proxy.HeaderRule.Action;
import io.visiona.api.proxy.HeaderRules;
import io.visiona.api.proxy.HeaderTable;
import java.util.List;

/**
 * Which header fields pass between a browser and an agent's page at a host of its own: all but
 * these. Those of the connection (RFC 9110 section 7.6.1) never do.
 */
final class PageHeaders {
  private static final String SAID_BY_US = "says what this server knows, not what a client claims";

  /** To the agent; names are folded, as many servers fold them. */
  static final HeaderTable REQUEST =
      HeaderTable.folded(
          Action.PASS,
          HeaderRules.join(
              HeaderRules.FRAMING,
              HeaderRules.SAID_BY_US,
              HeaderRules.CLAIMED,
              List.of(
                  HeaderRule.rewrite("host", "stands first, as the browser sent it"),
                  HeaderRule.rewrite("cookie", "ours are not the agent's to see"),
                  HeaderRule.drop("x-visiona-page", SAID_BY_US))));

  private static final String BEYOND = "would hold for more than this host";
  private static final String OUR_VISITORS = "would take our cookies, and with them the way in";

  /** From the agent. */
  static final HeaderTable RESPONSE =
      HeaderTable.of(
          Action.PASS,
          HeaderRules.join(
              HeaderRules.PROXY_COMMANDS,
              List.of(
                  HeaderRule.drop("content-length", "follows from the body"),
                  HeaderRule.rewrite("set-cookie", "stays with this host, and is none of ours"),
                  HeaderRule.rewrite("cache-control", "only the person's own browser may keep it"),
                  HeaderRule.rewrite("strict-transport-security", "not with includeSubDomains"),
                  HeaderRule.drop("x-request-id", "is said by this server"),
                  HeaderRule.drop("alt-svc", BEYOND),
                  HeaderRule.drop("public-key-pins*", BEYOND),
                  HeaderRule.drop("sec-session-*", BEYOND),
                  HeaderRule.drop("clear-site-data", OUR_VISITORS))));

  /** From the agent, of each part of a multipart body: browsers obey Set-Cookie there too. */
  static final HeaderTable PART =
      HeaderTable.of(
          Action.PASS,
          HeaderRule.drop("set-cookie", "could name another domain"),
          HeaderRule.drop("strict-transport-security", BEYOND),
          HeaderRule.drop("alt-svc", BEYOND),
          HeaderRule.drop("public-key-pins*", BEYOND),
          HeaderRule.drop("sec-session-*", BEYOND),
          HeaderRule.drop("clear-site-data", OUR_VISITORS));

  private PageHeaders() {}
}
