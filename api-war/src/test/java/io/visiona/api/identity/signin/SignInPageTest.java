package io.visiona.api.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people see of a sign-in that did not work. */
class SignInPageTest {

  @ParameterizedTest
  @EnumSource
  void everyRefusal_saysWhatHappenedAndWhatToDo(CallbackOutcome.Reason reason) {
    assertThat(SignInPage.of(reason, "/"))
        .contains(
            "<h1>" + reason.title() + "</h1>", reason.text(), "Sign in again", "<a href=\"/\">")
        .doesNotContain("<script");
  }

  @Test
  void providerAway_isSaidToPassAndToLeaveOthersAlone() {
    assertThat(SignInPage.of(ErrorCode.IDP_UNAVAILABLE, "/"))
        .contains(
            "The Member Center cannot be reached.", "Try again in a moment", "signed in already");
  }

  @ParameterizedTest
  @EnumSource(names = {"IDP_MISCONFIGURED", "UNAVAILABLE", "INTERNAL", "DRAINING"})
  void everyFailure_hasAPage(ErrorCode code) {
    assertThat(SignInPage.of(code, "/")).contains("<h1>", "Sign in again");
  }

  @Test
  void anotherTry_leadsToWhereThePersonWantedToGo() {
    assertThat(SignInPage.of(ErrorCode.IDP_UNAVAILABLE, "/agents?x=1&y=%22%3E"))
        .contains("href=\"/api/auth/login?return_to=%2Fagents%3Fx%3D1%26y%3D%2522%253E\"");
  }
}
