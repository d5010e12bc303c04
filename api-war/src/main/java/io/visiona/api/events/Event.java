package io.visiona.api.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One thing that happened to a person's own.
 *
 * @param id grows
 * @param at when it was noticed
 * @param news what it was
 */
record Event(long id, Instant at, News news) {

  /**
   * What happened, before it has a number.
   *
   * @param name of the event
   * @param data one line of JSON
   */
  record News(String name, String data) {}

  /** As it goes over the wire. */
  byte[] bytes() {
    return bytes(Long.toString(id), news);
  }

  static byte[] bytes(String id, News news) {
    return ("id: " + id + "\nevent: " + news.name() + "\ndata: " + news.data() + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
