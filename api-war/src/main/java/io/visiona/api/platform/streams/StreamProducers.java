package io.visiona.api.platform.streams;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Hands out what this package does. */
@Dependent
public class StreamProducers {

  @Produces
  @Singleton
  OpenStreams streams() {
    return new OpenStreams(Clock.systemUTC());
  }
}
