package io.visiona.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.identity.sessions.MemoryUsedTokens;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.pages.PagePasses.Pass;
import io.visiona.api.platform.streams.PageLabel;
import io.visiona.shared.config.Secret;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class PagePassesTest {
  private static final PageLabel PAGE = new PageLabel("abcdefghijklmnopqrstuvwxyz", "");
  private static final PageLabel CAM = new PageLabel("abcdefghijklmnopqrstuvwxyz", "cam");
  private static final PageLabel OTHER = new PageLabel("bbcdefghijklmnopqrstuvwxyz", "");
  private static final Pass PASS = new Pass(SessionKey.of("a session"), UUID.randomUUID());

  private final MemoryUsedTokens used = new MemoryUsedTokens(System::nanoTime);
  private Instant now = Instant.parse("2026-11-26T10:00:00Z");
  private final PagePasses passes = passes("k");
  private final PagePasses.NewBrowser browser = passes.newBrowser();

  private PagePasses passes(String key) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) key.charAt(0);
    InstantSource source = () -> now;
    Clock clock = source.withZone(ZoneOffset.UTC);
    return new PagePasses(
        new Secret(key + ":" + Base64.getEncoder().encodeToString(bytes)),
        used,
        new SecureRandom(),
        clock);
  }

  @Test
  void code_isGoodOnce() {
    String code = passes.code(PASS, PAGE, browser.hash());
    assertThat(passes.redeem(code, PAGE, browser.hash())).contains(PASS);
    assertThat(passes.redeem(code, PAGE, browser.hash())).isEmpty();
  }

  @Test
  void code_isGoodForThirtySeconds() {
    String early = passes.code(PASS, PAGE, browser.hash());
    String late = passes.code(PASS, PAGE, browser.hash());
    now = now.plus(Duration.ofMillis(29_999));
    assertThat(passes.redeem(early, PAGE, browser.hash())).isPresent();
    now = now.plus(Duration.ofMillis(1));
    assertThat(passes.redeem(late, PAGE, browser.hash())).isEmpty();
  }

  @Test
  void code_isGoodForItsPageAndBrowserOnly_andNotSpentByOthers() {
    String code = passes.code(PASS, PAGE, browser.hash());
    assertThat(passes.redeem(code, OTHER, browser.hash())).isEmpty();
    assertThat(passes.redeem(code, CAM, browser.hash())).isEmpty();
    assertThat(passes.redeem(code, PAGE, passes.newBrowser().hash())).isEmpty();
    assertThat(passes.redeem(code + "x", PAGE, browser.hash())).isEmpty();
    assertThat(passes("o").redeem(code, PAGE, browser.hash())).isEmpty();
    assertThat(passes.redeem("", PAGE, browser.hash())).isEmpty();
    assertThat(passes.redeem("x".repeat(10_000), PAGE, browser.hash())).isEmpty();
    assertThat(passes.redeem(code, PAGE, browser.hash())).contains(PASS);
  }

  @Test
  void cookie_isGoodForItsHostOnly() {
    String value = passes.cookie(PASS, PAGE).split(";", 2)[0];
    assertThat(passes.of(FakeRequest.of("GET", "Cookie: a=b; " + value), PAGE)).contains(PASS);
    assertThat(passes.of(FakeRequest.of("GET", "Cookie: " + value), OTHER)).isEmpty();
    assertThat(passes.of(FakeRequest.of("GET", "Cookie: " + value), CAM)).isEmpty();
    assertThat(passes.of(FakeRequest.of("GET", "Cookie: " + value + "; " + value), PAGE)).isEmpty();
    assertThat(passes("o").of(FakeRequest.of("GET", "Cookie: " + value), PAGE)).isEmpty();
  }

  @Test
  void cookie_isTheHostsOwn_unseenByScripts_andStaysWithTheBrowsersSession() {
    assertThat(passes.cookie(PASS, PAGE))
        .startsWith("__Host-visiona_page=")
        .endsWith("; Path=/; Secure; HttpOnly; SameSite=Lax")
        .doesNotContain("Domain", "Max-Age", "Expires");
  }

  @Test
  void code_isNoCookie_andACookieNoCode() {
    String code = passes.code(PASS, PAGE, browser.hash());
    String cookie = passes.cookie(PASS, PAGE).split("[=;]", 3)[1];
    assertThat(passes.of(FakeRequest.of("GET", "Cookie: __Host-visiona_page=" + code), PAGE))
        .isEmpty();
    assertThat(passes.redeem(cookie, PAGE, browser.hash())).isEmpty();
  }

  @Test
  void browser_isKnownByItsCookie() {
    String value = browser.cookie().split(";", 2)[0];
    assertThat(passes.browser(FakeRequest.of("GET", "Cookie: " + value))).contains(browser.hash());
    assertThat(passes.browser(FakeRequest.of("GET", "Cookie: __Host-visiona_browser=short")))
        .isEmpty();
    assertThat(PagePasses.isBrowser(browser.hash())).isTrue();
    assertThat(PagePasses.isBrowser("_" + browser.hash())).isFalse();
  }
}
