package io.visiona.relay.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.sessions.AgentIdentity;
import io.visiona.relay.tunnel.Exchanges.InMemory;
import io.visiona.shared.config.Secret;
import io.visiona.shared.directory.SharedVerdicts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a relay believes of what others tell of credentials. */
final class VerdictExchangeTest {
  private static final PresentedToken TOKEN = new PresentedToken("token");
  private static final AgentIdentity AGENT = new AgentIdentity("agent-1", "alice", "box", 3);

  private final InMemory verdicts = new InMemory();
  private Instant now = Instant.parse("2030-01-01T00:00:00Z");
  private boolean on = true;
  private final VerdictExchange exchange = exchange(Exchanges.SECRET);

  private VerdictExchange exchange(Secret secret) {
    return new VerdictExchange(
        verdicts, secret, () -> on, ((InstantSource) () -> now).withZone(ZoneOffset.UTC));
  }

  private Optional<AgentIdentity> found() {
    return exchange.find(TOKEN).join().map(Introspection.Active::agent);
  }

  private void keep() {
    exchange.keep(TOKEN, new Introspection.Active(AGENT, System.nanoTime()));
  }

  @Test
  void verdict_isFoundByTheToken_andByNoOther() {
    keep();
    assertThat(found()).contains(AGENT);
    assertThat(exchange.find(new PresentedToken("other")).join()).isEmpty();
    assertThat(verdicts.kept.toString()).doesNotContain("token", "alice", "box", "agent-1");
  }

  @Test
  void verdict_countsForAMinuteFromTheQuestion_whoeverKeepsItLonger() {
    keep();
    now = now.plus(Duration.ofSeconds(59));
    assertThat(found()).contains(AGENT);
    assertThat(exchange.find(TOKEN).join().orElseThrow().askedNanos() - System.nanoTime())
        .as("what was closed here since then is not opened")
        .isLessThanOrEqualTo(-Duration.ofSeconds(59).toNanos());
    now = now.plus(Duration.ofSeconds(1));
    assertThat(found()).isEmpty();
  }

  @Test
  void verdictOfSomebodyWhoOnlyWritesTheDirectory_isNotBelieved() {
    exchange(new Secret("another")).keep(TOKEN, new Introspection.Active(AGENT, 0));
    assertThat(found()).isEmpty();
  }

  @Test
  void verdictOfAnotherToken_isNotBelieved() {
    keep();
    String own = verdicts.kept.get(TOKEN.hash());
    PresentedToken stranger = new PresentedToken("stranger");
    verdicts.kept.put(stranger.hash(), String.valueOf(own));
    assertThat(exchange.find(stranger).join()).isEmpty();
  }

  @Test
  void nonsense_isNoVerdict() {
    for (String text : new String[] {"", ".", "x", "e30.", "e30.AAAA", "!.!"}) {
      verdicts.kept.put(TOKEN.hash(), text);
      assertThat(found()).as(text).isEmpty();
    }
  }

  @Test
  void turnedOff_nothingIsToldOrBelieved() {
    keep();
    on = false;
    assertThat(found()).isEmpty();
    verdicts.kept.clear();
    keep();
    assertThat(verdicts.kept).isEmpty();
  }

  @Test
  void directoryAway_isNoVerdict() {
    VerdictExchange away =
        new VerdictExchange(
            new SharedVerdicts() {
              @Override
              public CompletionStage<Optional<String>> find(String tokenHash) {
                return CompletableFuture.failedStage(new IllegalStateException("away"));
              }

              @Override
              public void keep(String tokenHash, String verdict) {
                // Lost.
              }
            },
            Exchanges.SECRET,
            () -> true,
            InstantSource.system().withZone(ZoneOffset.UTC));
    assertThat(away.find(TOKEN).join()).isEmpty();
  }
}
