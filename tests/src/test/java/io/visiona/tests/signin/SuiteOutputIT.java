package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.tests.support.SecretSearch;
import io.visiona.tests.support.SuiteOutput;
import io.visiona.tests.support.SuiteSecrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Runs after all others: nothing that they used may be in what the servers and agents wrote, nor in
 * an error that anybody was sent.
 */
@Isolated // those come last
@Order(Integer.MAX_VALUE)
@OnSites
final class SuiteOutputIT {
  /** What the other tests call it when they remember one. */
  private static final String SUBJECT = "subject";

  /** A frame of ours. */
  private static final String OURS = "io.visiona.";

  private static final Duration SOON = Duration.ofSeconds(15);

  /** The people of the development Member Center, whom the other tests sign in. */
  private static final List<String> PEOPLE =
      List.of(
          "5a0c1f0e-8c1d-4a55-9f6e-0a11ce000001",
          "5a0c1f0e-8c1d-4a55-9f6e-0000b0b00002",
          "alice@example.test",
          "bob@example.test",
          "alice@signin.example.test");

  /** Of the development servers' registrations at the Member Center. */
  private static final List<String> SERVICE_SECRETS =
      List.of(
          "development-service-secret",
          "development-downloads-secret",
          "development-stranger-secret");

  private final Site site;

  SuiteOutputIT(Site site) {
    this.site = site;
  }

  @Test
  void attack20_noSecretIsInAnyLog() {
    site.signedIn();
    assertThat(SuiteSecrets.all()).isNotEmpty();
    Map<Path, Set<String>> found = new TreeMap<>(SuiteOutput.find(search()));
    // It is there to say who did what, and says it by the Member Center's id alone.
    found.replaceAll((log, what) -> isAuditLog(log) ? without(what, SUBJECT) : what);
    found.values().removeIf(Set::isEmpty);
    assertThat(found).isEmpty();
  }

  private static boolean isAuditLog(Path log) {
    return String.valueOf(log.getFileName()).startsWith("audit");
  }

  private static Set<String> without(Set<String> all, String one) {
    Set<String> rest = new TreeSet<>(all);
    rest.remove(one);
    return rest;
  }

  @Test
  void attack20_noSecretIsInTheBodyOfAnError() {
    SecretSearch search = search();
    TreeSet<String> found = new TreeSet<>();
    SuiteOutput.errors().forEach(body -> found.addAll(search.in(body)));
    assertThat(found).isEmpty();
  }

  /**
   * What nobody catches shows neither in an answer nor in a metric. A null pointer that is the
   * container's own, with nothing of ours on its stack, is printed for whoever reads the build's
   * output.
   */
  @Test
  void noThreadOfAServerDied() {
    site.signedIn();
    assertThat(SuiteOutput.stacks("Exception in thread")).isEmpty();
    Map<Path, List<String>> nulls = SuiteOutput.stacks("java.lang.NullPointerException");
    nulls.forEach((log, stacks) -> System.out.println(log + ": " + stacks));
    assertThat(nulls.values().stream().flatMap(List::stream).filter(SuiteOutputIT::isOurs))
        .isEmpty();
  }

  /** One without any frame may be anybody's. */
  private static boolean isOurs(String stack) {
    return stack.contains(OURS) || stack.strip().lines().count() == 1;
  }

  /** Strangers cause them as often as they like, and each would be logged with its stack. */
  @Test
  void noExpectedFailureIsLoggedAsUnhandled() {
    site.signedIn();
    SecretSearch search = new SecretSearch(Map.of("RESTEASY002020", "an unhandled exception"));
    assertThat(SuiteOutput.find(search)).isEmpty();
  }

  /** Lines for each response that an agent ends would let it push others out of the log. */
  @Test
  void noErrorIsLoggedOfWhatIsNoFault() {
    site.signedIn();
    SecretSearch search =
        new SecretSearch(
            Map.of(
                "SRVE0190E: File", "a path that is not there",
                "SRVE8046E: An", "a dispatch that failed",
                "SRVE8094W: WARNING", "a header that came late",
                "SRVE8115W: WARNING", "a status that came late",
                "CWWKS3100E: The", "a user without a password",
                "CWWKS3103W: There", "no users"));
    Map<Path, Set<String>> found = new TreeMap<>(SuiteOutput.find(search));
    // Where Liberty puts what is hidden: five files of 20 MB at most, which nobody has to read.
    found.keySet().removeIf(log -> String.valueOf(log.getFileName()).startsWith("trace"));
    assertThat(found).isEmpty();
  }

  /**
   * A search that finds nothing must be able to find something: an id that is logged on purpose, in
   * every log it belongs to.
   */
  @Test
  void search_findsWhatIsThere() {
    String marker = "planted-" + UUID.randomUUID();
    site.provider().goAway();
    await()
        .atMost(SOON)
        .until(() ->
            site.browser().get("/api/auth/login", "X-Request-Id", marker).statusCode() == 503);

    SecretSearch search = new SecretSearch(Map.of(marker, "the marker"));
    Path logs = site.stack().apiServer().output().resolve("logs/messages.log");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(SuiteOutput.find(search).keySet())
                .contains(site.stack().apiServer().console(), logs));
  }

  @Test
  void search_knowsTokensAndCookiesByTheirShape() {
    SecretSearch search = new SecretSearch(Map.of());
    Browser browser = site.signedIn();
    String token =
        Forge.unsigned(Grant.of("https://issuer.test", Map.of(), Site.somebody()).claims().build());
    assertThat(search.in("cookie " + browser.cookieValue() + " refused"))
        .containsExactly("a session cookie");
    assertThat(search.in("token=" + token)).containsExactly("a JWT");
    assertThat(search.in("token=fdt_0123456789abcdef")).containsExactly("a download token");
    assertThat(
            search.in(
                "[11/22/26, 2:00:00:000 UTC] 00000030 com.ibm.ws.app.manager I CWWKZ0001I: Application api started."))
        .isEmpty();
  }

  private static SecretSearch search() {
    Map<String, String> all = new TreeMap<>(SuiteSecrets.all());
    PEOPLE.forEach(person -> all.put(person, person.contains("@") ? "an address" : SUBJECT));
    SERVICE_SECRETS.forEach(secret -> all.put(secret, "a client secret"));
    return new SecretSearch(all);
  }
}
