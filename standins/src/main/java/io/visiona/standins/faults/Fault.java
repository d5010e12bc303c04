package io.visiona.standins.faults;

import jakarta.json.JsonObject;
import java.time.Duration;

/** What happens to a call. */
sealed interface Fault {

  /** This status with an empty JSON object; the endpoint is not called. */
  record Status(int status) implements Fault {}

  /** The endpoint is called that much later. */
  record Delay(Duration length) implements Fault {}

  /** The connection is closed after the head of the response and before its first byte. */
  record Reset() implements Fault {}

  /** 200 with a body that is not JSON and claims to be. */
  record Garbage() implements Fault {}

  /** 200 with a body that ends in the middle. */
  record Truncated() implements Fault {}

  /**
   * Reads {@code {"kind":"status","status":503}}, {@code {"kind":"delay","millis":2000}}, {@code
   * {"kind":"reset"}}, {@code {"kind":"garbage"}}, {@code {"kind":"truncated"}}.
   *
   * @throws RuntimeException of various types for anything else
   */
  static Fault of(JsonObject json) {
    return switch (json.getString("kind")) {
      case "status" -> new Status(json.getInt("status"));
      case "delay" -> new Delay(Duration.ofMillis(json.getInt("millis")));
      case "reset" -> new Reset();
      case "garbage" -> new Garbage();
      case "truncated" -> new Truncated();
      default -> throw new IllegalArgumentException("no such kind of fault");
    };
  }
}
