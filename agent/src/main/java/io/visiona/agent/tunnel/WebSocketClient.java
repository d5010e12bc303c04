package io.visiona.agent.tunnel;

import java.net.CookieHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's client for WebSockets, which tells nobody the header fields of the answer that opened
 * one, but for its cookie handler. So one dial at a time has a client. Cookies there are none.
 */
public final class WebSocketClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final JsonFields seen = new JsonFields();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .cookieHandler(seen)
          .build();

  /** To dial with; forgets what was answered before. */
  HttpClient begin() {
    seen.last = Map.of();
    return client;
  }

  /** A field of the last answer, by its name in lower case; null without it. */
  @Nullable String field(String name) {
    return seen.last.entrySet().stream()
        .filter(field -> name.equalsIgnoreCase(field.getKey()) && !field.getValue().isEmpty())
        .map(field -> field.getValue().getFirst())
        .findFirst()
        .orElse(null);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static final class JsonFields extends CookieHandler {
    private volatile Map<String, List<String>> last = Map.of();

    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> request) {
      return Map.of();
    }

    @Override
    public void put(URI uri, Map<String, List<String>> answer) {
      last = answer;
    }
  }
}
