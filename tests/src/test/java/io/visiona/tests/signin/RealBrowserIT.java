package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sign-in as a browser does it, with its own rules for cookies, redirects and content policy.
 */
@OnSites
final class RealBrowserIT {
  private static final long LIMIT_SECONDS = 60;

  private final Site site;

  @TempDir private Path profile;

  RealBrowserIT(Site site) {
    this.site = site;
  }

  @Test
  void signIn_endsOnThePageOfTheSignedInPerson() throws Exception {
    site.provider().signsIn(Site.somebody());
    String page = shown("/api/auth/login?return_to=/");
    assertThat(page)
        .contains("aria-label=\"Account of Alice\"")
        .contains("Three steps to the first picture");
  }

  @Test
  void whoIsSignedOut_isLedBackToThePageAndThePlaceOnIt() throws Exception {
    assertThat(shown("/models?sort=name#upload"))
        .contains(
            "href=\"/api/auth/login?return_to="
                + URLEncoder.encode("/models?sort=name#upload", StandardCharsets.UTF_8)
                + "\"");
  }

  @Test
  void callbackThatIsNotKnown_isAReadablePage() throws Exception {
    assertThat(shown("/api/auth/callback?state=" + "A".repeat(32) + "&code=x"))
        .contains("<h1>", "Sign in again");
  }

  /** The document after its scripts ran. */
  private String shown(String path) throws IOException, InterruptedException {
    Optional<Path> chromium =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        chromium.isPresent(),
        "No Chromium on this machine: the check with a real browser is left out.");
    Path document = profile.resolve("document.html");
    Process browser =
        new ProcessBuilder(
                List.of(
                    chromium.get().toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--lang=en-US",
                    "--user-data-dir=" + profile.resolve("profile"),
                    "--virtual-time-budget=10000",
                    "--dump-dom",
                    site.api() + path))
            .redirectOutput(document.toFile())
            .redirectError(profile.resolve("browser.log").toFile())
            .start();
    if (!browser.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      browser.destroyForcibly();
      throw new AssertionError("the browser did not end within " + LIMIT_SECONDS + " s");
    }
    return Files.readString(document, StandardCharsets.UTF_8);
  }
}
