package io.visiona.api.http;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Where a page ended: lists are ordered by a time and then by id, so a page starts right behind the
 * last item of the one before, whatever was added or removed meanwhile. Opaque to clients.
 *
 * @param at the last item's time
 * @param id the last item's id
 */
public record Cursor(Instant at, UUID id) {
  private static final int LONGEST = 200;

  /**
   * Before everything: lists begin with what is newest. The year is one that every database can
   * hold.
   */
  public static final Cursor START =
      new Cursor(Instant.parse("9999-01-01T00:00:00Z"), new UUID(0, 0));

  /** What a client sends back as {@code cursor}. */
  public String encode() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((at + " " + id).getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads a client's cursor; one that was not made here is a bad request. */
  public static Cursor decode(String text) {
    if (text.length() <= LONGEST) {
      try {
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
        int space = plain.indexOf(' ');
        if (space > 0) {
          Instant at = Instant.parse(plain.substring(0, space));
          if (!at.isBefore(Instant.EPOCH) && !at.isAfter(START.at())) {
            return new Cursor(at, UUID.fromString(plain.substring(space + 1)));
          }
        }
      } catch (IllegalArgumentException | DateTimeException notOurs) {
        throw new ApiException(ErrorCode.BAD_REQUEST, "cursor is not valid");
      }
    }
    throw new ApiException(ErrorCode.BAD_REQUEST, "cursor is not valid");
  }
}
