package io.visiona.tests.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The development Member Center gives tokens to nobody whom the real one would refuse. */
@OnSharedStack
final class StandinsIT {
  private static final String GOOD =
      "{\"tenant_id\":\"visiona-development\",\"user_id\":\"5a0c1f0e-8c1d-4a55-9f6e-0a11ce000001\",\"object_key\":\"models/a/1.nef\","
          + "\"method\":\"GET\",\"expires_in_seconds\":60}";
  private static final String DELEGATE = "files%3Adownload.delegate";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  StandinsIT(Stack stack) {
    this.base = URI.create("http://127.0.0.1:" + stack.ports().standins());
  }

  @Test
  void credentials_areTakenWhereTheClientIsRegisteredToSendThem() throws Exception {
    assertThat(basic("visiona-service", "development-service-secret", DELEGATE).statusCode())
        .isEqualTo(200);
    assertThat(form("visiona-downloads", "development-downloads-secret", DELEGATE).statusCode())
        .isEqualTo(200);
    assertThat(form("visiona-service", "development-service-secret", DELEGATE).statusCode())
        .isEqualTo(401);
    assertThat(basic("visiona-downloads", "development-downloads-secret", DELEGATE).statusCode())
        .isEqualTo(401);
    assertThat(basic("visiona-service", "wrong", DELEGATE).statusCode()).isEqualTo(401);
    assertThat(basic("visiona", "", DELEGATE).statusCode()).isEqualTo(401);
  }

  @Test
  void scopes_areThoseOfTheClient() throws Exception {
    assertThat(
            basic(
                    "visiona-service",
                    "development-service-secret",
                    "converter%3Ajob.write+files%3Adownload.read")
                .statusCode())
        .isEqualTo(200);
    assertThat(basic("visiona-service", "development-service-secret", "admin").statusCode())
        .isEqualTo(400);
    assertThat(
            form("visiona-downloads", "development-downloads-secret", "converter%3Ajob.write")
                .statusCode())
        .isEqualTo(400);
    assertThat(form("visiona-downloads", "development-downloads-secret", "").statusCode())
        .isEqualTo(400);
  }

  @Test
  void downloadToken_isGivenForAGoodRequest() throws Exception {
    HttpResponse<String> answer = download(token(DELEGATE), "application/json", GOOD);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Person.json(answer.body()).keySet())
        .containsExactlyInAnyOrder("token", "token_type", "expires_at", "scope");
    assertThat(Person.json(answer.body()).getString("token"))
        .startsWith("fdt_")
        .hasSizeGreaterThan(40);
  }

  @Test
  void bearer_mustBeALiveTokenWithTheScope() throws Exception {
    assertThat(download("nonsense", "application/json", GOOD).statusCode()).isEqualTo(401);
    String good = token(DELEGATE);
    assertThat(
            download(good.substring(0, good.length() - 4) + "AAAA", "application/json", GOOD)
                .statusCode())
        .isEqualTo(401);
    assertThat(download(token("converter%3Ajob.read"), "application/json", GOOD).statusCode())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "nonsense",
        "visiona-development\"|another\"",
        "\"GET\"|\"PUT\"",
        "\"GET\"|\"get\"",
        ":60|:0",
        ":60|:-1",
        ":60|:3601",
        ":60|:1.5",
        ":60|:\"60\"",
        "models/a/1.nef|../secret",
        "models/a/1.nef|a//b",
        "models/a/1.nef|",
        "0a11ce000001|000000000000",
        "\"method\"|\"verb\"",
        "{\"tenant_id\"|{\"more\":1,\"tenant_id\""
      })
  void requestThatIsNotExactlyRight_isRefused(String change) throws Exception {
    String[] parts = change.split("\\|", -1);
    String body = parts.length == 2 ? GOOD.replace(parts[0], parts[1]) : change;
    assertThat(body).isNotEqualTo(GOOD);
    assertThat(download(token(DELEGATE), "application/json", body).statusCode()).isIn(400, 403);
  }

  @Test
  void bodyOfAnotherTypeOrTooLong_isRefused() throws Exception {
    assertThat(download(token(DELEGATE), "text/plain", GOOD).statusCode()).isEqualTo(415);
    assertThat(download(token(DELEGATE), "application/json", GOOD + " ".repeat(9000)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void faults_takeJsonOnly_soThatNoPageCanPlantThem() throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/standins/faults"));
    String fault = "{\"method\":\"POST\",\"path\":\"/nothing\",\"kind\":\"reset\"}";
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded")) {
      assertThat(
              send(request
                      .copy()
                      .header("Content-Type", type)
                      .POST(BodyPublishers.ofString(fault))
                      .build())
                  .statusCode())
          .isEqualTo(415);
    }
    assertThat(
            send(request
                    .copy()
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{}"))
                    .build())
                .statusCode())
        .isEqualTo(400);
  }

  private String token(String scope) throws Exception {
    String token =
        Person.json(basic("visiona-service", "development-service-secret", scope).body())
            .getString("access_token");
    SuiteSecrets.remember("service token", token);
    return token;
  }

  private HttpResponse<String> basic(String id, String secret, String scope) throws Exception {
    String pair =
        Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    return send(
        HttpRequest.newBuilder(base.resolve("/oauth/token"))
            .header("Authorization", "Basic " + pair)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials&scope=" + scope))
            .build());
  }

  private HttpResponse<String> form(String id, String secret, String scope) throws Exception {
    return send(
        HttpRequest.newBuilder(base.resolve("/oauth/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "grant_type=client_credentials&scope="
                        + scope
                        + "&client_id="
                        + id
                        + "&client_secret="
                        + secret))
            .build());
  }

  private HttpResponse<String> download(String bearer, String type, String body) throws Exception {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(base.resolve("/file-access/download-tokens"))
                .header("Authorization", "Bearer " + bearer)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build());
    if (answer.statusCode() == 200) {
      SuiteSecrets.remember("download token", Person.json(answer.body()).getString("token"));
    }
    return answer;
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }
}
