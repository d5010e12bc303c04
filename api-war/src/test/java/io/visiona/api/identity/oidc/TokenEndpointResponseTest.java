package io.visiona.api.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.identity.oidc.TokenEndpointResponse.Granted;
import io.visiona.api.identity.oidc.TokenEndpointResponse.Refused;
import io.visiona.api.identity.oidc.TokenEndpointResponse.Unreadable;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenEndpointResponseTest {
  private static TokenEndpointResponse of(int status, String body) {
    return TokenEndpointResponse.of(new ProviderHttp.Response(status, body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "300 | 300",
        "\"300\" | 300",
        "3.0e2 | 300",
        "31536000 | 31536000",
        "null | 0",
        "-5 | 0",
        "0 | 0",
        "0.2 | 0",
        "1e300 | 0",
        "99999999999999999999 | 0",
        "\"soon\" | 0",
        "\"\" | 0",
        "[300] | 0",
        "true | 0"
      })
  void lifetimeThatIsNotCertain_isAShortOne(String said, long seconds) {
    Duration expected =
        seconds == 0 ? TokenEndpointResponse.UNSAID_LIFETIME : Duration.ofSeconds(seconds);
    assertThat(of(200, "{\"access_token\":\"a\",\"expires_in\":" + said + "}"))
        .isEqualTo(new Granted("a", expected, Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"refresh_token\":\"\"",
        "\"refresh_token\":null",
        "\"refresh_token\":7",
        "\"scope\":[\"openid\"]",
        "\"token_type\":7",
        "\"token_type\":\"\"",
        "\"issued_token_type\":{}"
      })
  void whatIsNotCertain_isNotThere_andCostsNothingElse(String odd) {
    assertThat(of(200, "{\"id_token\":\"i\",\"access_token\":\"a\"," + odd + "}"))
        .isEqualTo(
            new Granted(
                "a", TokenEndpointResponse.UNSAID_LIFETIME, Optional.empty(), Optional.of("i")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "<html>", "{\"access_token\":\"\"}"})
  void successWithoutAnAccessToken_isUnreadable(String body) {
    assertThat(of(200, body)).isInstanceOf(Unreadable.class);
  }

  @Test
  void refusal_saysItsCode_andNothingThatCouldForgeALog() {
    assertThat(of(400, "{\"error\":\"invalid_grant\"}")).isEqualTo(new Refused("invalid_grant"));
    for (String body :
        new String[] {"", "null", "<html>", "{\"error\":7}", "{\"error\":\"a\\nb\"}", "{}"}) {
      assertThat(of(400, body)).as(body).isEqualTo(new Refused("without an error code"));
    }
    assertThat(of(302, "{\"access_token\":\"a\"}")).isInstanceOf(Refused.class);
  }
}
