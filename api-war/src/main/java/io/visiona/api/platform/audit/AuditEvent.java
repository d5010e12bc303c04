package io.visiona.api.platform.audit;

import io.visiona.shared.coding.CachedJson;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done to a person's things. It has no secret in it, and neither names nor mail
 * addresses: ids only.
 *
 * @param id of this entry
 * @param at when it was over, in milliseconds
 * @param subject whose things they are; the Member Center's {@code sub}
 * @param actor who did it
 * @param session the public id of the session that it was done with, null for none
 * @param program what the program that has the session calls itself, null for a browser
 * @param action such as {@code agent.revoke}
 * @param thing the id of what it was done to, null when that is all of its kind
 * @param detail what else is to be known, null for nothing
 * @param address from where
 * @param status of the answer
 * @param requestId by which it is found in the log
 */
public record AuditEvent(
    UUID id,
    Instant at,
    String subject,
    Actor actor,
    @Nullable UUID session,
    @Nullable String program,
    String action,
    @Nullable String thing,
    @Nullable String detail,
    String address,
    int status,
    String requestId) {
  private static final int REFUSED = 400;
  private static final int FAILED = 500;
  private static final int LONGEST_DETAIL = 300;

  public AuditEvent {
    at = at.truncatedTo(ChronoUnit.MILLIS);
    detail =
        detail == null || detail.length() <= LONGEST_DETAIL
            ? detail
            : detail.substring(0, LONGEST_DETAIL);
  }

  /** Of something that is over now. */
  public static AuditEvent now(
      String subject,
      Actor actor,
      @Nullable UUID session,
      @Nullable String program,
      String action,
      @Nullable String thing,
      @Nullable String detail,
      Origin origin,
      int status) {
    return new AuditEvent(
        UUID.randomUUID(),
        Instant.now(),
        subject,
        actor,
        session,
        program,
        action,
        thing,
        detail,
        origin.address(),
        status,
        origin.requestId());
  }

  /** Who does things. */
  public enum Actor {
    /** The person, with a session. */
    PERSON,
    /** Who had a pairing code. */
    AGENT,
    /** The Member Center. */
    PROVIDER;

    /** For JSON and the database. */
    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Done, refused (a status of 4xx) or failed (5xx). */
  public String outcome() {
    return status >= FAILED ? "failed" : status >= REFUSED ? "refused" : "done";
  }

  /** As one line of JSON, with its end. */
  String line() {
    JsonObjectBuilder line =
        CachedJson.createObjectBuilder()
            .add("timestamp", at.toString())
            .add("id", id.toString())
            .add("subject", subject)
            .add("actor", actor.tag());
    add(line, "session", session == null ? null : session.toString());
    add(line, "program", program);
    line.add("action", action);
    add(line, "thing", thing);
    add(line, "detail", detail);
    return line.add("address", address)
            .add("outcome", outcome())
            .add("status", status)
            .add("request_id", requestId)
            .build()
        + "\n";
  }

  private static void add(JsonObjectBuilder line, String name, @Nullable String value) {
    if (value == null) {
      line.addNull(name);
    } else {
      line.add(name, value);
    }
  }
}
