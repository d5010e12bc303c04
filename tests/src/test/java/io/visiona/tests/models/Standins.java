package io.visiona.tests.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;

/** The stand-ins of an installation, as tests drive them. */
final class Standins {
  /** Alice at the development Member Center. */
  static final String ALICE = "5a0c1f0e-8c1d-4a55-9f6e-0a11ce000001";

  private final URI base;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Standins(Stack stack) {
    this.base = URI.create("http://127.0.0.1:" + stack.ports().standins());
  }

  /** The next calls of an endpoint fail in this way; {@code fault} is JSON without its braces. */
  void fail(String path, int times, String fault) {
    String json =
        "{\"method\":\"POST\",\"path\":\"" + path + "\",\"times\":" + times + "," + fault + "}";
    assertThat(Plain.post(base.resolve("/standins/faults"), json).statusCode()).isEqualTo(204);
  }

  /** How many planted faults nobody met. */
  int faultsLeft() {
    return Person.json(Plain.get(base.resolve("/standins/faults")).body())
        .getJsonArray("items")
        .size();
  }

  /** Nothing fails any more. */
  void heal() {
    try {
      client.send(
          HttpRequest.newBuilder(base.resolve("/standins/faults")).DELETE().build(),
          BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Puts a file onto the file server. */
  void put(String rawPath, Supplier<InputStream> content) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/standins/files/" + rawPath))
            .PUT(BodyPublishers.ofInputStream(content))
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(204);
  }

  /** Where the file server has an object. */
  URI file(String rawPath) {
    return base.resolve("/faa/files/" + rawPath);
  }

  /** GET from the file server with a token. */
  HttpResponse<InputStream> fetch(URI url, String token) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(url).header("Authorization", "Bearer " + token).build(),
        BodyHandlers.ofInputStream());
  }

  /**
   * A download token straight from the Member Center, for a client of another tenant than the file
   * server's.
   */
  String tokenOfAnotherTenant(String key) {
    String basic =
        Base64.getEncoder()
            .encodeToString(
                "visiona-stranger:development-stranger-secret".getBytes(StandardCharsets.UTF_8));
    HttpRequest service =
        HttpRequest.newBuilder(base.resolve("/oauth/token"))
            .header("Authorization", "Basic " + basic)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "grant_type=client_credentials&scope=files%3Adownload.delegate"))
            .build();
    String bearer = json(service).getString("access_token");
    JsonObject body =
        Json.createObjectBuilder()
            .add("tenant_id", "another-tenant")
            .add("user_id", ALICE)
            .add("object_key", key)
            .add("method", "GET")
            .add("expires_in_seconds", 60)
            .build();
    HttpRequest download =
        HttpRequest.newBuilder(base.resolve("/file-access/download-tokens"))
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    String token = json(download).getString("token");
    SuiteSecrets.remember("download token", token);
    return token;
  }

  private JsonObject json(HttpRequest request) {
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return Person.json(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
