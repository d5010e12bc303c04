package io.visiona.cli;

import io.visiona.cli.HttpHead.Field;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What becomes of heads between a local browser and the agent's site behind the API. The site is
 * seen at the root of the local port, so its paths, cookies and redirects lose the prefix that they
 * have at the API, and the API's sandbox: the port is an origin of its own already. Immutable.
 */
final class ForwardedHeads {
  /** Of this connection, of the API, or of its own origin's pages. */
  private static final Set<String> DROPPED =
      Set.of(
          "host",
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authorization",
          "te",
          "cookie",
          "origin",
          "referer",
          "x-csrf",
          "sec-fetch-site",
          "sec-fetch-mode",
          "sec-fetch-dest",
          "sec-fetch-user");

  private static final Set<String> DROPPED_OF_ANSWERS =
      Set.of(
          "connection",
          "keep-alive",
          "content-security-policy",
          "strict-transport-security",
          "x-frame-options",
          "set-cookie",
          "location",
          "content-location");

  private final CliSession session;
  private final String prefix;
  private final String cookiePrefix;
  private final Set<String> hosts;

  ForwardedHeads(CliSession session, String agentId, int port) {
    this.session = session;
    this.prefix = "/api/agents/" + agentId + "/proxy";
    this.cookiePrefix = "agent-" + agentId.substring(0, 8) + "-";
    this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
  }

  /** Why a request is not forwarded. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /** The head for the API. */
  HttpHead request(HttpHead asked) throws RefusedException {
    String[] first = asked.first().split(" ", -1);
    if (first.length != 3 || !first[1].startsWith("/") || !first[2].equals("HTTP/1.1")) {
      throw new RefusedException(400, "Only requests of HTTP/1.1 for a path pass.");
    }
    judge(asked);
    boolean upgrade = asked.joined("connection").contains("upgrade");
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("Host", session.server().getRawAuthority()));
    fields.add(new Field("X-CSRF", "1"));
    fields.add(new Field("Cookie", cookies(asked)));
    fields.add(new Field("Connection", upgrade ? "Upgrade" : "close"));
    if (!asked.all("origin").isEmpty()) {
      fields.add(new Field("Origin", session.server().toString()));
    }
    asked.fields().stream()
        .filter(field -> !DROPPED.contains(field.name().toLowerCase(Locale.ROOT)))
        .forEach(fields::add);
    return new HttpHead(first[0] + " " + prefix + first[1] + " HTTP/1.1", fields);
  }

  /**
   * Another page in the same browser must not act here as the person: neither by a name of its own
   * that leads to this machine, nor from its own origin.
   */
  private void judge(HttpHead asked) throws RefusedException {
    List<String> host = asked.all("host");
    if (host.size() != 1 || !hosts.contains(host.getFirst().toLowerCase(Locale.ROOT))) {
      throw new RefusedException(421, "This port is asked for by its own address only.");
    }
    for (String origin : asked.all("origin")) {
      if (!origin.equals("http://" + host.getFirst())) {
        throw new RefusedException(403, "Pages of other sites have no access.");
      }
    }
    String from = asked.joined("sec-fetch-site");
    boolean navigation = asked.joined("sec-fetch-mode").equals("navigate");
    boolean elsewhere = from.equals("cross-site") || from.equals("same-site");
    if (elsewhere && !(navigation && asked.first().startsWith("GET "))) {
      throw new RefusedException(403, "Pages of other sites have no access.");
    }
  }

  /** The session, and the site's own cookies under the names that the API knows them by. */
  private String cookies(HttpHead asked) {
    StringBuilder cookies = new StringBuilder(session.cookie());
    for (String line : asked.all("cookie")) {
      for (String pair : line.split(";", -1)) {
        String own = pair.strip();
        if (own.startsWith(cookiePrefix)) {
          cookies.append("; ").append(own);
        }
      }
    }
    return cookies.toString();
  }

  /** The head for the browser. */
  HttpHead response(HttpHead answered) {
    List<Field> fields = new ArrayList<>();
    boolean upgraded = answered.first().startsWith("HTTP/1.1 101");
    fields.add(new Field("Connection", upgraded ? "Upgrade" : "close"));
    for (Field field : answered.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (name.equals("set-cookie")) {
        if (field.value().startsWith(cookiePrefix)) {
          fields.add(new Field(field.name(), field.value().replace("Path=" + prefix, "Path=")));
        }
      } else if (name.equals("location") || name.equals("content-location")) {
        fields.add(new Field(field.name(), seen(field.value())));
      } else if (!DROPPED_OF_ANSWERS.contains(name)) {
        fields.add(field);
      }
    }
    return new HttpHead(answered.first(), fields);
  }

  private String seen(String location) {
    URI server = session.server();
    String path =
        location.startsWith(server + "/")
            ? location.substring(server.toString().length())
            : location;
    if (!path.startsWith(prefix)) {
      return location;
    }
    String rest = path.substring(prefix.length());
    return rest.isEmpty() ? "/" : rest;
  }
}
