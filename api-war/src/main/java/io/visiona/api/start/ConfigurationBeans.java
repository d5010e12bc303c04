package io.visiona.api.start;

import io.visiona.api.http.Ports;
import io.visiona.api.pairing.PairingConfig;
import io.visiona.shared.config.StorageConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Hands out the configuration, each feature its own record. */
@Dependent
public class ConfigurationBeans {

  @Produces
  @Singleton
  ApiSettings settings(Config config) {
    return ApiSettings.from(config);
  }

  @Produces
  @Singleton
  StorageConfig storage(ApiSettings settings) {
    return settings.storage();
  }

  @Produces
  @Singleton
  PairingConfig pairing(ApiSettings settings) {
    return settings.pairing();
  }

  @Produces
  @Singleton
  Ports ports(ApiSettings settings) {
    return settings.ports();
  }
}
