package io.visiona.shared.membercenter;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What tells the two clients of the mechanism apart.
 *
 * @param name what metrics call the client
 * @param authentication where the credentials go
 * @param success which statuses are successes
 * @param skew a service token is fresh while now is before its expiry less this
 * @param lifetimes how long a service token lives
 * @param expiry when a download token expires
 * @param pauses before each further attempt after a failure that may pass; none for a single
 *     attempt
 * @param mostBodyBytes longest answer that is read
 * @param names what failures are called
 */
record TokenPolicy(
    String name,
    ClientAuthentication authentication,
    Success success,
    Duration skew,
    Lifetimes lifetimes,
    Expiry expiry,
    List<Duration> pauses,
    int mostBodyBytes,
    FailureMapping names) {

  /** Which statuses are successes. */
  enum Success {
    ANY_2XX {
      @Override
      boolean accepts(int status) {
        return status >= 200 && status < 300;
      }
    },
    ONLY_200 {
      @Override
      boolean accepts(int status) {
        return status == 200;
      }
    };

    abstract boolean accepts(int status);
  }

  /** Reads {@code expires_in} of a service token. */
  @FunctionalInterface
  interface Lifetimes {
    /** Empty when the answer is no answer without a usable value. */
    Optional<Duration> of(JsonObject answer);
  }

  /** Reads the expiry of a download token. */
  @FunctionalInterface
  interface Expiry {
    /**
     * Empty when the answer is no answer without a usable value; {@code asked} is the time to live
     * that was asked for.
     */
    Optional<Instant> of(JsonObject answer, Instant now, Duration asked);
  }

  TokenPolicy {
    pauses = List.copyOf(pauses);
  }

  /**
   * The service client: HTTP Basic, tries again after 1 s and after 2 s, insists on every field.
   */
  static TokenPolicy serviceClient() {
    return new TokenPolicy(
        "service",
        ClientAuthentication.BASIC,
        Success.ANY_2XX,
        Duration.ofSeconds(15),
        answer -> ResponseFields.lifetime(answer, "expires_in"),
        TokenPolicy::statedExpiry,
        List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)),
        64 * 1024,
        FailureMapping.SERVICE);
  }

  /**
   * Model downloads: credentials in the form, one attempt because the person can click again,
   * lenient with times, at most 4 KiB.
   */
  static TokenPolicy downloads() {
    return new TokenPolicy(
        "downloads",
        ClientAuthentication.FORM,
        Success.ONLY_200,
        Duration.ofSeconds(30),
        TokenPolicy::atLeastAMinute,
        (answer, now, asked) ->
            Optional.of(ResponseFields.time(answer, "expires_at").orElse(now.plus(asked))),
        List.of(),
        4 * 1024,
        FailureMapping.DOWNLOADS);
  }

  private static Optional<Instant> statedExpiry(JsonObject answer, Instant now, Duration asked) {
    if (ResponseFields.has(answer, "expires_at")) {
      return ResponseFields.time(answer, "expires_at");
    }
    if (ResponseFields.has(answer, "expires_in_seconds")) {
      return ResponseFields.lifetime(answer, "expires_in_seconds").map(now::plus);
    }
    return Optional.of(now.plus(asked));
  }

  /**
   * Up to 30 s, and nothing at all, count as 60 s: with a skew of 30 s they would never be fresh.
   */
  private static Optional<Duration> atLeastAMinute(JsonObject answer) {
    if (!ResponseFields.has(answer, "expires_in")) {
      return Optional.of(Duration.ofMinutes(1));
    }
    return ResponseFields.number(answer, "expires_in")
        .map(ResponseFields::seconds)
        .map(stated ->
            stated.compareTo(Duration.ofSeconds(30)) <= 0 ? Duration.ofMinutes(1) : stated);
  }
}
