package io.visiona.agent.pairing;

import io.visiona.agent.tunnel.SessionToken;
import io.visiona.agent.tunnel.TunnelAddress;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Trades a pairing code for a credential at {@code POST /api/pairing/exchange}. */
public final class PairingClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** The answer is some hundred bytes; whatever is longer is not the answer. */
  private static final long ANSWER_BYTES = 64 * 1024;

  private final HttpClient client;
  private final String userAgent;

  public PairingClient(HttpClient client, String userAgent) {
    this.client = client;
    this.userAgent = userAgent;
  }

  /**
   * Asks once.
   *
   * @param server base URL of the API
   * @param name at most what the server allows; it is the server that checks it
   */
  public PairingResult exchange(URI server, String code, String name, String platform)
      throws InterruptedException {
    String body =
        Json.createObjectBuilder()
            .add("code", code)
            .add("name", name)
            .add("platform", platform)
            .build()
            .toString();
    String base = server.toString().replaceAll("/+$", "");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/api/pairing/exchange"))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", userAgent)
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      var limited = BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER_BYTES);
      return result(client.send(request, limited), name);
    } catch (IOException e) {
      String why = e.getMessage() == null ? "cannot connect" : e.getMessage();
      return new PairingResult.Unavailable(why);
    }
  }

  private static PairingResult result(HttpResponse<String> answer, String name) {
    int status = answer.statusCode();
    if (status == 201 || status == 200) {
      return paired(answer.body(), name);
    }
    if (status == 429) {
      return new PairingResult.Unavailable("too many attempts, wait a little");
    }
    if (status >= 400 && status < 500) {
      return new PairingResult.Refused(refusal(status));
    }
    return new PairingResult.Unavailable("the server answered " + status);
  }

  private static PairingResult paired(String body, String name) {
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      JsonObject json = reader.readObject();
      return new PairingResult.Paired(
          new AgentCredential(
              json.getString("agent_id"),
              name,
              new SessionToken(json.getString("session_token")),
              TunnelAddress.parse(json.getString("tunnel_url")),
              FileOrigins.of(json)));
    } catch (JsonException | NullPointerException | ClassCastException e) {
      return new PairingResult.Unavailable("the server's answer cannot be read");
    } catch (IllegalArgumentException e) {
      // Its message could quote the answer, which holds the credential.
      return new PairingResult.Unavailable("the server's answer makes no sense");
    }
  }

  private static String refusal(int status) {
    return switch (status) {
      case 401 -> "the pairing code is unknown or has expired";
      case 404 -> "there is no visionA server at this address";
      case 409 -> "the pairing code was used already";
      default -> "the server refused the request with " + status;
    };
  }
}
