package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A provider that lies about itself, changes keys or is away. */
@OnSites
final class ProviderAttacksIT {
  private static final Duration REFETCH_INTERVAL = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(15);

  private final Site site;

  ProviderAttacksIT(Site site) {
    this.site = site;
  }

  @Test
  void attack11_discoveryWhoseIssuerDiffersByASlash_isLogin503() {
    site.provider().metadata.put("issuer", site.provider().issuer() + "/");
    Browser browser = site.browser();
    await().atMost(SOON).untilAsserted(() -> assertUnavailable(browser.get("/api/auth/login")));

    site.provider().reset();
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(browser.get("/api/auth/login").statusCode()).isEqualTo(302));
  }

  @Test
  void attack12_keyRotatedBetweenTwoLogins_signsInAtOnce(@Sites.Confidential Site confidential) {
    confidential.signedIn();
    confidential.provider().rotateKey();
    Browser browser = confidential.browser();
    assertThat(confidential.finish(browser, browser.open("/")).statusCode()).isEqualTo(302);
    assertThat(browser.me()).isEqualTo(200);
  }

  @Test
  void attack12_thousandRandomKeyIds_causeOneFetchInAnInterval() throws Exception {
    site.signedIn();
    site.provider().keyFetches.set(0);
    site.provider()
        .script(grant ->
            Forge.sign(
                Forge.OTHER_KEY,
                Forge.header(Forge.OTHER_KEY).keyID("kid-" + grant.sid()).build(),
                grant.claims().build()));
    long began = System.nanoTime();
    Callable<Integer> forged =
        () -> {
          Browser browser = site.browser();
          return site.finish(browser, browser.open("/")).statusCode();
        };
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        answers.add(callers.submit(forged));
      }
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
    }
    assertThat(statuses).containsOnly(401);
    long intervals = 1 + (System.nanoTime() - began) / REFETCH_INTERVAL.toNanos();
    assertThat((long) site.provider().keyFetches.get()).isLessThanOrEqualTo(intervals);
  }

  @Test
  void attack19_providerAway_isLogin503_whileSignedInPeopleGoOn() {
    Browser signedIn = site.signedIn();
    Browser inFlight = site.browser();
    Tab tab = inFlight.open("/");
    site.provider().goAway();

    Browser stranger = site.browser();
    await().atMost(SOON).untilAsserted(() -> assertUnavailable(stranger.get("/api/auth/login")));
    assertUnavailable(site.finish(inFlight, tab));
    assertThat(signedIn.me()).isEqualTo(200);
    assertThat(signedIn.get("/api/agents").statusCode()).isEqualTo(200);
    assertThat(signedIn.change("POST", "/api/auth/logout", "").statusCode()).isEqualTo(200);
    assertThat(signedIn.me()).isEqualTo(401);
  }

  private static void assertUnavailable(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(Person.json(response.body()).getJsonObject("error").getString("code"))
        .isEqualTo("idp_unavailable");
  }
}
