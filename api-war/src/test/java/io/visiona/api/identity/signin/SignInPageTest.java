package io.visiona.api.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people see of a sign-in that did not work, in their language. */
class SignInPageTest {
  private static final PageTexts ENGLISH = texts("en");

  /** The API's error says the same, in English. */
  @ParameterizedTest
  @EnumSource
  void everyRefusal_saysWhatHappenedAndWhatToDo(CallbackOutcome.Reason reason) {
    assertThat(SignInPage.of(ENGLISH, reason, "/"))
        .contains(
            "<h1>" + reason.title() + "</h1>", reason.text(), "Sign in again", "<a href=\"/\">")
        .doesNotContain("<script");
  }

  @Test
  void providerAway_isSaidToPassAndToLeaveOthersAlone() {
    assertThat(SignInPage.of(ENGLISH, ErrorCode.IDP_UNAVAILABLE, "/"))
        .contains(
            "The Member Center cannot be reached.", "Try again in a moment", "signed in already");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"IDP_UNAVAILABLE", "IDP_MISCONFIGURED", "UNAVAILABLE", "INTERNAL", "DRAINING"})
  void everyFailure_hasAPage_inEveryLanguage(ErrorCode code) {
    for (String language : List.of("en", "zh-TW", "ko")) {
      assertThat(SignInPage.of(texts(language), code, "/"))
          .contains("<html lang=\"" + language + "\">", "<h1>");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zh-TW", "ko"})
  void everyRefusal_isInTheLanguage(String language) {
    for (CallbackOutcome.Reason reason : CallbackOutcome.Reason.values()) {
      assertThat(SignInPage.of(texts(language), reason, "/"))
          .contains("<html lang=\"" + language + "\">")
          .doesNotContain(reason.title(), "Sign in again");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "zh-Hant-HK, zh-TW",
    "zh, zh-TW",
    "ko-KR, ko",
    "de, en",
    "'de,ko', ko",
    "'en-GB,ko', en",
    "'', en"
  })
  void language_isTheFirstThatTheConsoleSpeaks(String wishes, String spoken) {
    List<Locale> locales =
        wishes.isEmpty()
            ? List.of()
            : List.of(wishes.split(",")).stream().map(Locale::forLanguageTag).toList();
    assertThat(PageLanguages.language(locales)).isEqualTo(spoken);
  }

  /** The console's own test leaves these texts to this one. */
  @Test
  void everyTextOfThesePages_isOnOne() {
    Stream<String> pages =
        Stream.concat(
            Arrays.stream(CallbackOutcome.Reason.values())
                .map(reason -> SignInPage.of(ENGLISH, reason, "/")),
            Arrays.stream(ErrorCode.values()).map(code -> SignInPage.of(ENGLISH, code, "/")));
    String all = pages.collect(Collectors.joining());
    assertThat(ENGLISH.texts().keySet())
        .filteredOn(key -> key.startsWith("signin."))
        .isNotEmpty()
        .allSatisfy(key -> assertThat(all).contains(ENGLISH.html(key)));
  }

  @Test
  void anotherTry_leadsToWhereThePersonWantedToGo() {
    assertThat(SignInPage.of(ENGLISH, ErrorCode.IDP_UNAVAILABLE, "/agents?x=1&y=%22%3E"))
        .contains("href=\"/api/auth/login?return_to=%2Fagents%3Fx%3D1%26y%3D%2522%253E\"");
  }

  @Test
  void texts_areHtml() {
    assertThat(new PageTexts("en", Map.of("a", "1 < 2 & 3 > 2")).html("a"))
        .isEqualTo("1 &lt; 2 &amp; 3 &gt; 2");
  }

  private static PageTexts texts(String language) {
    try {
      return PageTexts.read(
          language, Files.newInputStream(Path.of("src/main/webapp/texts", language + ".json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
