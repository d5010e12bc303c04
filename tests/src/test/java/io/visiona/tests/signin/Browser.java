package io.visiona.tests.signin;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.SuiteOutput;
import io.visiona.tests.support.SuiteSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One browser of a person, without its conveniences: it keeps the cookie, follows no redirect, and
 * shows every answer as it came. Not thread-safe.
 */
final class Browser {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private static final Pattern SET_COOKIE = Pattern.compile("(?i)\r\nset-cookie: ([^;\r]+)");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final URI api;
  private final String origin;
  private @Nullable String cookie;

  /**
   * A browser without a cookie.
   *
   * @param api where the server listens
   * @param publicUrl what the browser would have in its address bar
   */
  Browser(URI api, String publicUrl) {
    this.api = api;
    this.origin = publicUrl;
  }

  /** {@code name=value}, null before there is one. */
  @Nullable String cookie() {
    return cookie;
  }

  /** The value alone. */
  String cookieValue() {
    return Optional.ofNullable(cookie)
        .map(pair -> pair.substring(pair.indexOf('=') + 1))
        .orElse("");
  }

  /** The same browser as seen by somebody who captured the cookie. */
  Browser thief() {
    Browser thief = new Browser(api, origin);
    thief.cookie = cookie;
    return thief;
  }

  /** Plants or replaces the cookie. */
  Browser with(@Nullable String pair) {
    cookie = pair;
    return this;
  }

  /** GET of a path, as a script does it. */
  HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  /** GET of a path, as a person does it: asks for a page. */
  HttpResponse<String> visit(String path) {
    return send("GET", path, null, "Accept", "text/html,application/xhtml+xml");
  }

  /**
   * As {@link #visit}, of an address that clients of Java refuse to send; the connection is closed
   * after the answer.
   */
  RawExchange.Answer visitAsTyped(String path) throws IOException {
    String head;
    String body;
    try (RawExchange raw = new RawExchange(api)) {
      raw.send(
          "GET "
              + path
              + " HTTP/1.1\r\nHost: "
              + api.getAuthority()
              + "\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
      head = raw.readThrough("\r\n\r\n");
      body = new String(raw.socket().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
    Matcher set = SET_COOKIE.matcher(head);
    if (set.find()) {
      cookie = set.group(1);
      SuiteSecrets.remember("session cookie", cookieValue());
    }
    return new RawExchange.Answer(Integer.parseInt(head.substring(9, 12)), head, body);
  }

  /** A change as our own pages make it. */
  HttpResponse<String> change(String method, String path, String json) {
    return changeAs("application/json", method, path, json);
  }

  /** As {@link #change} with a body of another type. */
  HttpResponse<String> changeAs(String type, String method, String path, String body) {
    return send(
        method,
        path,
        body,
        "Content-Type",
        type,
        "X-CSRF",
        "1",
        "Origin",
        origin,
        "Sec-Fetch-Site",
        "same-origin");
  }

  /** Any request with these headers and the cookie. */
  HttpResponse<String> send(String method, String path, @Nullable String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + path))
            .timeout(LIMIT)
            .method(
                method,
                body == null || body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    try {
      HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
      keep(response);
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Opens a tab that wants to sign in and is sent to the provider. */
  Tab open(String returnTo) {
    HttpResponse<String> sent =
        get(
            "/api/auth/login?"
                + URLUtils.serializeParameters(Map.of("return_to", List.of(returnTo))));
    if (sent.statusCode() != 302) {
      throw new AssertionError("login answers " + sent.statusCode() + " " + sent.body());
    }
    return new Tab(ScriptedProvider.parameters(URI.create(location(sent)).getRawQuery()));
  }

  /** Comes back from the provider with these parameters. */
  HttpResponse<String> comeBack(Map<String, String> answer) {
    return get(callback(answer));
  }

  /** The callback with these parameters. */
  static String callback(Map<String, String> answer) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    answer.forEach((name, value) -> query.put(name, List.of(value)));
    return "/api/auth/callback?" + URLUtils.serializeParameters(query);
  }

  /** Status of {@code /api/auth/me}: 200 or 401. */
  int me() {
    return get("/api/auth/me").statusCode();
  }

  /** Where a redirect leads; empty when it is none. */
  static String location(HttpResponse<?> response) {
    return response.headers().firstValue("Location").orElse("");
  }

  private void keep(HttpResponse<String> response) {
    for (String header : response.headers().allValues("Set-Cookie")) {
      HttpCookie set = HttpCookie.parse(header).getFirst();
      SuiteSecrets.remember("session cookie", set.getValue());
      cookie = set.getMaxAge() == 0 ? null : set.getName() + "=" + set.getValue();
    }
    if (response.statusCode() >= 400) {
      SuiteOutput.error(response.body());
    }
  }
}
