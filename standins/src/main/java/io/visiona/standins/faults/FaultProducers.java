package io.visiona.standins.faults;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one list of faults. */
@ApplicationScoped
class FaultProducers {

  @Produces
  @Singleton
  Faults faults() {
    return new Faults();
  }
}
