package io.visiona.cli;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the public API. Everything that is no success is a {@link Failure} with the fitting exit
 * code. Redirects are not followed: the session is for one server. Thread-safe.
 */
final class Api implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(130);
  private static final int MOST_PAGES = 100;
  private static final int NO_CONTENT = 204;

  private final URI server;
  private final @Nullable String cookie;
  private final HttpClient client;

  /**
   * Calls one server.
   *
   * @param cookie the credential, null for what needs none
   */
  Api(URI server, @Nullable String cookie) {
    this.server = server;
    this.cookie = cookie;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  URI server() {
    return server;
  }

  /** A text for a path or a query. */
  static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonObject get(String path) {
    return json(request(path).header("Accept", "application/json").GET().timeout(ANSWER).build());
  }

  JsonObject post(String path, JsonObject body) {
    return json(
        request(path)
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .timeout(ANSWER)
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  /** POST without a body. */
  JsonObject post(String path) {
    return json(
        request(path)
            .header("Accept", "application/json")
            .timeout(ANSWER)
            .POST(BodyPublishers.noBody())
            .build());
  }

  void delete(String path) {
    json(request(path).header("Accept", "application/json").timeout(ANSWER).DELETE().build());
  }

  /** Sends a form; it may take as long as it takes. */
  JsonObject upload(String path, String contentType, BodyPublisher body) {
    return json(
        request(path)
            .header("Accept", "application/json")
            .header("Content-Type", contentType)
            .POST(body)
            .build());
  }

  /** All pages of a list. */
  List<JsonObject> all(String path) {
    List<JsonObject> items = new ArrayList<>();
    String separator = path.contains("?") ? "&" : "?";
    String more = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonObject answer = get(path + separator + "limit=100" + more);
      items.addAll(answer.getJsonArray("items").getValuesAs(JsonObject.class));
      if (answer.isNull("next")) {
        return items;
      }
      more = "&cursor=" + part(answer.getString("next"));
    }
    return items;
  }

  /** Opens a stream of events. */
  ServerSentEvents events(String path) {
    HttpResponse<InputStream> answer =
        send(request(path).header("Accept", "text/event-stream").GET().build());
    return new ServerSentEvents(answer.body());
  }

  /** Opens a body, of this server or of another that gave a token for it. */
  HttpResponse<InputStream> open(HttpRequest request) {
    return send(request);
  }

  /** A request to this server, with the session. */
  HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(server.resolve(path))
            .header("User-Agent", "visiona/" + Main.version())
            .header("X-CSRF", "1");
    return cookie == null ? builder : builder.header("Cookie", cookie);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private JsonObject json(HttpRequest request) {
    HttpResponse<InputStream> answer = send(request);
    try (InputStream body = answer.body()) {
      String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      return answer.statusCode() == NO_CONTENT || text.isEmpty()
          ? JsonObject.EMPTY_JSON_OBJECT
          : parse(text);
    } catch (IOException broken) {
      throw unreachable(broken);
    } catch (JsonException notJson) {
      throw new Failure(ExitCode.FAULT, server + " does not answer as a visionA server does.");
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request) {
    HttpResponse<InputStream> answer;
    try {
      answer = client.send(request, BodyHandlers.ofInputStream());
    } catch (IOException broken) {
      throw unreachable(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.FAULT, "Stopped.");
    }
    if (answer.statusCode() >= 200 && answer.statusCode() < 300) {
      return answer;
    }
    throw refused(answer);
  }

  private Failure refused(HttpResponse<InputStream> answer) {
    int status = answer.statusCode();
    JsonObject error = JsonObject.EMPTY_JSON_OBJECT;
    try (InputStream body = answer.body()) {
      error =
          parse(new String(body.readNBytes(64 * 1024), StandardCharsets.UTF_8))
              .getJsonObject("error");
    } catch (IOException | JsonException | ClassCastException notOurs) {
      // Something between us and the server answers; the status has to do.
      return new Failure(ExitCode.of(status), "The server answers with HTTP status " + status);
    }
    if (error == null) {
      return new Failure(ExitCode.of(status), "The server answers with HTTP status " + status);
    }
    String message = Terminal.clean(error.getString("message", "HTTP status " + status));
    return new Failure(
        ExitCode.of(status),
        message
            + " ("
            + Terminal.clean(error.getString("code", String.valueOf(status)))
            + ", request "
            + Terminal.clean(error.getString("request_id", "unknown"))
            + ")",
        error);
  }

  private Failure unreachable(IOException broken) {
    String why = broken.getMessage();
    return new Failure(
        ExitCode.UNAVAILABLE,
        server
            + " cannot be reached: "
            + (why == null
                ? broken.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                : Terminal.clean(why)));
  }

  static JsonObject parse(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}
