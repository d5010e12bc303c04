package io.visiona.standins.converter;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes what the converter needs. */
@ApplicationScoped
class Wiring {

  @Produces
  @Singleton
  ConverterConfig config() {
    return ConverterConfig.from(ConfigProvider.getConfig());
  }
}
