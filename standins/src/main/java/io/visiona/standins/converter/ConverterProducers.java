package io.visiona.standins.converter;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes what the converter needs. */
@ApplicationScoped
class ConverterProducers {

  @Produces
  @Singleton
  StandinConverterConfig config() {
    return StandinConverterConfig.from(ConfigProvider.getConfig());
  }
}
