package io.visiona.api.forward;

import io.visiona.api.proxy.HeaderRule;
import io.visiona.api.proxy.HeaderRule.Action;
import io.visiona.api.proxy.HeaderRules;
import io.visiona.api.proxy.HeaderTable;
import java.util.List;

/**
 * Which header fields pass between a person and an agent. Those of the connection (RFC 9110 section
 * 7.6.1) never do, and those that frame a body follow from it.
 */
final class AgentHeaders {
  private static final String OURS = "is for this server, and could be used against it";
  private static final String OTHER_REQUEST = "servers take it for another path, method or host";
  private static final String OTHER_CLIENT = "servers take it for the client's address or name";

  /** From the person to the agent; names are folded, as many servers fold them. */
  static final HeaderTable REQUEST =
      HeaderTable.folded(
          Action.PASS,
          HeaderRules.join(
              HeaderRules.FRAMING,
              HeaderRules.SAID_BY_US,
              HeaderRules.CLAIMED,
              List.of(
                  HeaderRule.drop("host", "the agent's server is nobody's to name but its own"),
                  HeaderRule.drop("authorization", OURS),
                  HeaderRule.rewrite("cookie", "only what this agent has set passes"),
                  HeaderRule.rewrite("origin", "of our own pages it is the agent's, as Host is"),
                  HeaderRule.drop("x-csrf", OURS),
                  HeaderRule.drop(
                      "x-visiona-page",
                      "chooses among the agent's pages, each of which needs leave"),
                  HeaderRule.drop("x-http-method", OTHER_REQUEST),
                  HeaderRule.drop("x-http-method-override", OTHER_REQUEST),
                  HeaderRule.drop("x-method-override", OTHER_REQUEST),
                  HeaderRule.drop("x-user-id", OTHER_CLIENT),
                  HeaderRule.drop("x-username", OTHER_CLIENT))));

  private static final String CONTENT = "says what the content is";
  private static final String CACHING = "lets the person's browser keep what has not changed";
  private static final String RANGES = "lets downloads go on, and videos jump";
  private static final String NAVIGATION = "leads the browser on";

  /**
   * From the agent to the person: what a page needs, and nothing else. An agent's site shares this
   * server's origin and the proxies before it, so nothing an agent says may change what they think
   * of the rest of it.
   */
  static final HeaderTable RESPONSE =
      HeaderTable.of(
          Action.DROP,
          HeaderRule.pass("content-type", CONTENT),
          HeaderRule.pass("content-encoding", CONTENT),
          HeaderRule.pass("content-language", CONTENT),
          HeaderRule.pass("content-disposition", CONTENT),
          HeaderRule.pass("content-digest", CONTENT),
          HeaderRule.pass("repr-digest", CONTENT),
          HeaderRule.pass("date", CACHING),
          HeaderRule.pass("age", CACHING),
          HeaderRule.pass("etag", CACHING),
          HeaderRule.pass("expires", CACHING),
          HeaderRule.pass("last-modified", CACHING),
          HeaderRule.pass("vary", CACHING),
          HeaderRule.rewrite("cache-control", "only the person's own browser may keep it"),
          HeaderRule.pass("accept-ranges", RANGES),
          HeaderRule.pass("content-range", RANGES),
          HeaderRule.pass("allow", NAVIGATION),
          HeaderRule.pass("link", NAVIGATION),
          HeaderRule.pass("retry-after", NAVIGATION),
          HeaderRule.rewrite("location", "points to where the agent's site is seen"),
          HeaderRule.rewrite("content-location", "points to where the agent's site is seen"),
          HeaderRule.rewrite("set-cookie", "is confined to the agent, by name and path"),
          HeaderRule.rewrite("content-security-policy", "ours comes first: the sandbox"),
          HeaderRule.pass("sec-websocket-*", "belongs to the handshake"),
          HeaderRule.pass("server-timing", "is for whoever looks why a page is slow"),
          HeaderRule.pass("x-frame-*", "numbers and times the frames of a stream"),
          HeaderRule.pass("x-timestamp", "times the frames of a stream"));

  /** From the agent, of each part of a multipart body: browsers obey Set-Cookie there too. */
  static final HeaderTable PART =
      HeaderTable.of(
          Action.DROP,
          HeaderRule.pass("content-type", CONTENT),
          HeaderRule.pass("content-length", CONTENT),
          HeaderRule.pass("content-range", RANGES),
          HeaderRule.pass("content-disposition", CONTENT),
          HeaderRule.pass("x-frame-*", "numbers and times the frames of a stream"),
          HeaderRule.pass("x-timestamp", "times the frames of a stream"));

  private AgentHeaders() {}
}
