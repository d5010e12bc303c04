package io.visiona.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.error.ErrorEnvelope;
import io.visiona.shared.membercenter.MemberCenterException;
import io.visiona.shared.membercenter.MemberCenterException.DownloadTokenFailed;
import io.visiona.shared.membercenter.MemberCenterException.IdpMisconfigured;
import io.visiona.shared.membercenter.MemberCenterException.IdpUnavailable;
import io.visiona.shared.membercenter.MemberCenterException.IssueTokenFailed;
import io.visiona.shared.membercenter.MemberCenterException.McTokenUnavailable;
import io.visiona.shared.membercenter.MemberCenterException.NotConfigured;
import io.visiona.shared.membercenter.MemberCenterException.ServiceClientUnauthorized;
import io.visiona.shared.membercenter.MemberCenterException.ServiceTokenFailed;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers of the API are told when the Member Center gave no token. */
final class ErrorCodesTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new NotConfigured("m"), 501, "not_configured", "not_configured"),
        Arguments.of(new ServiceClientUnauthorized("m"), 500, "idp_misconfigured", "idp_misconfig"),
        Arguments.of(new IdpMisconfigured("m"), 500, "idp_misconfigured", "idp_misconfig"),
        Arguments.of(new IdpUnavailable("m", null), 503, "idp_unavailable", "idp_down"),
        Arguments.of(new DownloadTokenFailed("m"), 502, "download_token_failed", "token_failed"),
        Arguments.of(
            new McTokenUnavailable("m", null), 502, "mc_token_unavailable", "token_failed"),
        Arguments.of(
            new ServiceTokenFailed("m", null), 502, "download_unavailable", "download_unavailable"),
        Arguments.of(
            new IssueTokenFailed("m", null), 502, "download_unavailable", "download_unavailable"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failureOfTheMemberCenter_hasStatusCodeAndTranslation(
      MemberCenterException failure, int status, String code, String i18n) {
    ErrorCode shown = ErrorCodes.of(failure);
    assertThat(shown.status()).isEqualTo(status);
    JsonObject error =
        ErrorEnvelope.of(shown, shown.message(), "req_1", Clock.systemUTC()).getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo(code);
    assertThat(error.getString("i18n")).isEqualTo(i18n);
  }
}
