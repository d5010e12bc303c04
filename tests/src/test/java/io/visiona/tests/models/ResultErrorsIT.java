package io.visiona.tests.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.SuiteSecrets;
import jakarta.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a person is told when the service client gets no token for the result of a conversion: each
 * cell of the error table.
 */
@OnModelWorld
final class ResultErrorsIT {
  private static final String TOKEN = "/oauth/token";
  private static final String DOWNLOAD = "/file-access/download-tokens";
  private static final int ALL_ATTEMPTS = 3;

  private final ModelWorld world;
  private final Person alice;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ResultErrorsIT(ModelWorld world) {
    this.world = world;
    this.alice = world.alice;
  }

  @Test
  void result_isARedirectToTheFileServer() throws Exception {
    String path = result();
    HttpResponse<String> answer = ask(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    String location = answer.headers().firstValue("Location").orElse("");
    assertThat(location).startsWith(world.standins.file("models/").toString());
    SuiteSecrets.remember("download token", location.substring(location.indexOf('=') + 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|\"kind\":\"status\",\"status\":401|500|idp_misconfigured|idp_misconfig",
        "1|\"kind\":\"status\",\"status\":403|500|idp_misconfigured|idp_misconfig",
        "1|\"kind\":\"status\",\"status\":400|502|download_token_failed|token_failed",
        "1|\"kind\":\"status\",\"status\":404|502|download_token_failed|token_failed",
        "3|\"kind\":\"status\",\"status\":503|502|mc_token_unavailable|token_failed",
        "3|\"kind\":\"truncated\"|502|mc_token_unavailable|token_failed",
        "1|\"kind\":\"garbage\"|502|mc_token_unavailable|token_failed"
      })
  void downloadTokenThatIsNotToBeHad_isToldAsInTheTable(
      int attempts, String fault, int status, String code, String i18n) throws Exception {
    assertTold(DOWNLOAD, attempts, fault, status, code, i18n);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|\"kind\":\"status\",\"status\":401|500|idp_misconfigured|idp_misconfig",
        "1|\"kind\":\"status\",\"status\":403|500|idp_misconfigured|idp_misconfig",
        "1|\"kind\":\"status\",\"status\":400|500|idp_misconfigured|idp_misconfig",
        "3|\"kind\":\"status\",\"status\":500|503|idp_unavailable|idp_down",
        "3|\"kind\":\"reset\"|503|idp_unavailable|idp_down",
        "1|\"kind\":\"garbage\"|503|idp_unavailable|idp_down"
      })
  void serviceTokenThatIsNotToBeHad_keepsItsOwnMeaning(
      int attempts, String fault, int status, String code, String i18n) throws Exception {
    world.standins.fail(
        DOWNLOAD, 1, "\"kind\":\"status\",\"status\":401"); // drops the token that may be kept
    assertThat(ask(result()).statusCode()).isEqualTo(500);
    assertTold(TOKEN, attempts, fault, status, code, i18n);
  }

  private void assertTold(
      String endpoint, int attempts, String fault, int status, String code, String i18n)
      throws Exception {
    String path = result();
    world.standins.fail(endpoint, attempts, fault);
    HttpResponse<String> answer = ask(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    JsonObject error = Person.json(answer.body()).getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo(code);
    assertThat(error.getString("i18n")).isEqualTo(i18n);
    assertThat(world.standins.faultsLeft())
        .as("%d attempts of at most %d", attempts, ALL_ATTEMPTS)
        .isZero();
    assertThat(ask(path).statusCode()).as("a failure is not kept").isEqualTo(302);
  }

  private String result() throws Exception {
    return "/api/conversions/"
        + world.converted("models/" + UUID.randomUUID() + "/job-1.nef")
        + "/result";
  }

  /** Without following: the redirect is the answer. */
  private HttpResponse<String> ask(String path) throws Exception {
    return client.send(
        alice.request(path).header("Cookie", alice.cookie()).build(), BodyHandlers.ofString());
  }
}
