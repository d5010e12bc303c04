package io.visiona.tests.pages;

import io.visiona.launch.Person;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person's way to pages, request by request, with cookies and hosts said by hand. */
final class Visitor {
  /** What browsers send when a person goes somewhere. */
  static final String[] NAVIGATION = {
    "Sec-Fetch-Mode: navigate",
    "Sec-Fetch-Dest: document",
    "Sec-Fetch-Site: none",
    "Accept: text/html"
  };

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

  private final Stack stack;
  private final Person person;

  Visitor(Stack stack, Person person) {
    this.stack = stack;
    this.person = person;
  }

  /** An answer. */
  record Answer(int status, String head, String body) {
    Optional<String> field(String name) {
      return head.lines()
          .filter(
              line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst();
    }

    String location() {
      return field("Location").orElseThrow(() -> new AssertionError("no Location: " + head + body));
    }

    /** {@code name=value} of a cookie that it sets. */
    String cookie(String name) {
      return head.lines()
          .filter(line -> line.startsWith("Set-Cookie: " + name + "="))
          .map(line -> line.substring("Set-Cookie: ".length()).split(";", 2)[0])
          .findFirst()
          .orElseThrow(() -> new AssertionError("no cookie " + name + ": " + head + body));
    }
  }

  /** The name of an agent's pages. */
  String name(String agent) {
    return Person.json(person.get("/api/agents/" + agent).body()).getString("page_name");
  }

  String host(String label) {
    return label + ".localhost:" + stack.ports().api();
  }

  /** One request on a connection of its own, at the API's port. */
  Answer ask(String method, String host, String target, String... fields) throws IOException {
    return ask(stack.api(), method, host, target, fields);
  }

  static Answer ask(URI server, String method, String host, String target, String... fields)
      throws IOException {
    StringBuilder request =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
    for (String field : fields) {
      request.append(field).append("\r\n");
    }
    boolean upgrade = request.indexOf("Upgrade:") >= 0;
    request.append(upgrade ? "\r\n" : "Connection: close\r\n\r\n");
    try (RawExchange exchange = new RawExchange(server)) {
      String head = exchange.send(request.toString()).readThrough("\r\n\r\n");
      Matcher length = LENGTH.matcher(head);
      int expected =
          length.find() && !method.equals("HEAD") ? Integer.parseInt(length.group(1)) : 0;
      byte[] body = exchange.socket().getInputStream().readNBytes(expected);
      return new Answer(
          Integer.parseInt(head.substring(9, 12)), head, new String(body, StandardCharsets.UTF_8));
    }
  }

  /** The same to a whole address, as a browser goes on to where it is led. */
  Answer follow(String address, String... fields) throws IOException {
    URI uri = URI.create(address);
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return ask("GET", uri.getRawAuthority(), uri.getRawPath() + query, fields);
  }

  /** Where the site leads a browser that the page's host knows by that cookie. */
  String enterAddress(String browserCookie, String start) throws IOException {
    String open = follow(start, "Cookie: " + browserCookie).location();
    return follow(open, "Cookie: " + person.cookie()).location();
  }

  /** What the site says to the person who wants to open a page. */
  Answer open(String agent, String page) throws IOException {
    String which = page.isEmpty() ? "" : "&page=" + page;
    return ask(
        "GET",
        stack.api().getAuthority(),
        "/api/agents/" + agent + "/open?to=/" + which,
        "Cookie: " + person.cookie());
  }

  /** Gets in to a page; the cookie that admits there. */
  String enter(String agent, String page) throws IOException {
    String start = open(agent, page).location();
    String browser = follow(start).cookie("__Host-visiona_browser");
    return follow(enterAddress(browser, start), "Cookie: " + browser).cookie("__Host-visiona_page");
  }
}
