package io.visiona.api.agents.pairing;

import io.github.bucket4j.TimeMeter;
import io.visiona.api.agents.Agents;
import io.visiona.api.agents.RandomSecrets;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.config.Live;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.Transactions;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;

/** Hands out what this package does. */
@Dependent
public class PairingProducers {

  @Produces
  @Singleton
  PairingCodes codes(
      Transactions transactions, Agents agents, SecretHashes hashes, PairingConfig config) {
    return new PairingCodes(
        transactions,
        agents,
        hashes,
        new RandomSecrets(),
        config.codeLifetime(),
        Clock.systemUTC());
  }

  @Produces
  @Singleton
  ExchangeLimit limit(Live<PairingConfig> config) {
    return new ExchangeLimit(() -> config.get().failuresPerMinute(), TimeMeter.SYSTEM_NANOTIME);
  }

  @Produces
  @Singleton
  PairingConfig pairing(Configuration all) {
    return all.of(PairingConfig.class);
  }

  @Produces
  @Singleton
  Live<PairingConfig> livePairing(Config config, PairingConfig atStart) {
    return new Live<>(config, atStart, PairingConfig::from);
  }
}
