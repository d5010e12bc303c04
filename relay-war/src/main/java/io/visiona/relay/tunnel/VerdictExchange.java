package io.visiona.relay.tunnel;

import io.visiona.relay.sessions.AgentIdentity;
import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.coding.SealingKey;
import io.visiona.shared.config.Secret;
import io.visiona.shared.directory.SharedVerdicts;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells other relays whose the credentials are that the API accepted, so that an agent which dials
 * another relay costs the database nothing. Sealed with the secret that relays and API share: who
 * can write to the directory cannot make anybody an agent, who can read it learns nothing. A
 * verdict counts for {@link SharedVerdicts#LIFE} from when the API was asked, whoever passes it on.
 * Thread-safe.
 */
public final class VerdictExchange {
  private static final String DERIVATION = "HmacSHA256";
  private static final String PURPOSE = "visiona verdicts of relays";

  private final SharedVerdicts verdicts;
  private final SealingKey key;
  private final BooleanSupplier on;
  private final Clock clock;

  /**
   * Knows nothing by itself.
   *
   * @param on whether verdicts are told and believed; may change
   */
  public VerdictExchange(SharedVerdicts verdicts, Secret secret, BooleanSupplier on, Clock clock) {
    this.verdicts = verdicts;
    this.key = new SealingKey(derived(secret), new SecureRandom());
    this.on = on;
    this.clock = clock;
  }

  private static SecretKey derived(Secret secret) {
    try {
      Mac derivation = Mac.getInstance(DERIVATION);
      derivation.init(new SecretKeySpec(secret.bytes(), DERIVATION));
      return new SecretKeySpec(derivation.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8)), "AES");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has " + DERIVATION, impossible);
    }
  }

  /** What another relay was told of it; never completes exceptionally. */
  CompletableFuture<Optional<Introspection.Active>> find(PresentedToken credential) {
    if (!on.getAsBoolean()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    String hash = credential.hash();
    return verdicts
        .find(hash)
        .thenApply(told -> told.flatMap(sealed -> key.open(hash, sealed)).flatMap(this::read))
        .exceptionally(_ -> Optional.empty())
        .toCompletableFuture();
  }

  /** The API has just accepted it. */
  void keep(PresentedToken credential, Introspection.Active answer) {
    if (on.getAsBoolean()) {
      String hash = credential.hash();
      AgentIdentity agent = answer.agent();
      String said =
          CachedJson.createObjectBuilder()
              .add("agent", agent.agentId())
              .add("owner", agent.owner())
              .add("name", agent.name())
              .add("version", agent.credentialVersion())
              .add("asked", clock.millis() - millisSince(answer.askedNanos()))
              .build()
              .toString();
      verdicts.keep(hash, key.seal(hash, said));
    }
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private Optional<Introspection.Active> read(String said) {
    try (var reader = CachedJson.createReader(new StringReader(said))) {
      return believed(reader.readObject());
    }
  }

  private Optional<Introspection.Active> believed(JsonObject said) {
    Duration age =
        Duration.between(
            Instant.ofEpochMilli(said.getJsonNumber("asked").longValueExact()), clock.instant());
    if (age.compareTo(SharedVerdicts.LIFE) >= 0) {
      return Optional.empty();
    }
    Duration since = age.isNegative() ? Duration.ZERO : age;
    return Optional.of(
        new Introspection.Active(
            new AgentIdentity(
                said.getString("agent"),
                said.getString("owner"),
                said.getString("name"),
                said.getInt("version")),
            System.nanoTime() - since.toNanos(),
            true));
  }
}
