package io.visiona.tests.models;

import io.visiona.launch.Person;
import io.visiona.tests.support.RawExchange;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;

/** The events of a conversion that takes long, on a connection that is open all the time. */
final class LongWatch implements AutoCloseable {
  /** Whose events they are. */
  final UUID conversion;

  /** What came of them since the beginning is there to be read. */
  final RawExchange events;

  LongWatch(Person person, URI api, UUID conversion) throws IOException {
    this.conversion = conversion;
    this.events =
        new RawExchange(api).get("/api/conversions/" + conversion + "/events", person.cookie());
  }

  @Override
  public void close() throws IOException {
    events.close();
  }
}
