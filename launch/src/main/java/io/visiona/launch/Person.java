package io.visiona.launch;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A person with a browser-like client: signs in through the Member Center's form and calls the API
 * with the cookie.
 */
public final class Person implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern ACTION = Pattern.compile("<form[^>]*\\baction=\"([^\"]*)\"");
  private static final Pattern HIDDEN =
      Pattern.compile("<input[^>]*type=\"hidden\"[^>]*name=\"([^\"]*)\"[^>]*value=\"([^\"]*)\"");

  private final URI api;
  private final CookieManager cookies = new LoopbackCookies();
  private final HttpClient client;

  public Person(URI api) {
    this.api = api;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(LIMIT)
            .build();
  }

  /** Signs in with a password; fails when the API does not know the person afterwards. */
  public Person signIn(String username, String password) {
    HttpResponse<String> form = get(api.resolve("/api/auth/login"));
    if (form.statusCode() != 200) {
      throw new IllegalStateException(
          "Sign-in page: status " + form.statusCode() + "\n" + form.body());
    }
    submit(form, field("username", username), field("password", password));
    HttpResponse<String> me = get(api.resolve("/api/auth/me"));
    if (me.statusCode() != 200) {
      throw new IllegalStateException(
          "Sign-in of " + username + " failed: /api/auth/me answers " + me.statusCode());
    }
    return this;
  }

  /** Opens a page that asks for confirmation with a form, confirms, and goes where that leads. */
  public HttpResponse<String> confirm(URI page) {
    return submit(get(page));
  }

  /** A new pairing code. */
  public String pairingCode(String label, boolean allowProxy) {
    String body =
        Json.createObjectBuilder()
            .add("label", label)
            .add("allow_proxy", allowProxy)
            .build()
            .toString();
    HttpResponse<String> answer = post("/api/pairing/tokens", body);
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(
          "No pairing code: " + answer.statusCode() + " " + answer.body());
    }
    return json(answer.body()).getString("code");
  }

  /** The person's agents, the first page. */
  public List<JsonObject> agents() {
    return json(get(api.resolve("/api/agents")).body())
        .getJsonArray("items")
        .getValuesAs(JsonObject.class);
  }

  /** GET of a path of the API. */
  public HttpResponse<String> get(String path) {
    return get(api.resolve(path));
  }

  /** POST of JSON, with what the API asks of a page of its own. */
  public HttpResponse<String> post(String path, String json) {
    return send(changing(path).POST(HttpRequest.BodyPublishers.ofString(json)).build());
  }

  /** DELETE, with what the API asks of a page of its own. */
  public HttpResponse<String> delete(String path) {
    return send(changing(path).DELETE().build());
  }

  /** A request for a path that changes state: JSON, CSRF header, origin. */
  public HttpRequest.Builder changing(String path) {
    return request(path)
        .header("Content-Type", "application/json")
        .header("X-CSRF", "1")
        .header("Origin", origin());
  }

  /** A request for a path of the API. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(api.resolve(path)).timeout(LIMIT);
  }

  /** The client with the person's cookies, for what the methods here do not do. */
  public HttpClient client() {
    return client;
  }

  /** {@code name=value} of the session cookie, for clients that are not Java's. */
  public String cookie() {
    return cookies.getCookieStore().get(api).stream()
        .filter(cookie -> cookie.getName().endsWith("visiona_session"))
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Not signed in"));
  }

  /** All cookies of the API, for a cookie jar. */
  public List<HttpCookie> cookies() {
    return cookies.getCookieStore().get(api);
  }

  /** Scheme, host and port of the API. */
  public String origin() {
    return api.getScheme() + "://" + api.getAuthority();
  }

  /** Parses a JSON object. */
  public static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private HttpResponse<String> submit(HttpResponse<String> form, String... filledIn) {
    StringJoiner fields = new StringJoiner("&");
    Matcher hidden = HIDDEN.matcher(form.body());
    while (hidden.find()) {
      fields.add(field(hidden.group(1), unescape(hidden.group(2))));
    }
    for (String field : filledIn) {
      fields.add(field);
    }
    Matcher action = ACTION.matcher(form.body());
    URI target = action.find() ? form.uri().resolve(unescape(action.group(1))) : form.uri();
    return send(
        HttpRequest.newBuilder(target)
            .timeout(LIMIT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(fields.toString()))
            .build());
  }

  private HttpResponse<String> get(URI uri) {
    return send(HttpRequest.newBuilder(uri).timeout(LIMIT).GET().build());
  }

  /** Sends a request with the person's cookies. */
  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(request.method() + " " + request.uri().getPath(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private static String field(String name, String value) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8)
        + "="
        + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String unescape(String html) {
    return html.replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#43;", "+")
        .replace("&#61;", "=")
        .replace("&amp;", "&");
  }
}
