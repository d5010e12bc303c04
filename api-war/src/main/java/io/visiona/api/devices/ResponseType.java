package io.visiona.api.devices;

import io.visiona.api.devices.DeviceRoute.Content;
import io.visiona.shared.exchange.ResponseHead;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's answer says it is, written again: nothing of the agent's own spelling reaches a
 * browser.
 *
 * @param content which of the known kinds
 * @param header the {@code Content-Type} for the caller
 */
record ResponseType(Content content, String header) {
  private static final Set<String> PICTURES = Set.of("image/jpeg", "image/png", "image/webp");

  /** RFC 2046: 1 to 70 characters; of these only the ones of a token (RFC 9110). */
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "\\s*boundary=(?:([!#$%&'*+.^_`|~0-9A-Za-z-]{1,70})|\"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,70})\")\\s*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern UTF_8 =
      Pattern.compile("\\s*charset=\"?utf-?8\"?\\s*", Pattern.CASE_INSENSITIVE);

  /** Empty when it is none of the known kinds. */
  static Optional<ResponseType> of(ResponseHead head) {
    if (head.fields().stream().filter(field -> field.is("Content-Type")).count() != 1) {
      return Optional.empty();
    }
    String[] parts = head.first("Content-Type").orElse("").split(";", 2);
    String media = parts[0].strip().toLowerCase(Locale.ROOT);
    String parameters = parts.length < 2 ? "" : parts[1];
    if (media.equals("multipart/x-mixed-replace")) {
      Matcher boundary = BOUNDARY.matcher(parameters);
      return boundary.matches()
          ? Optional.of(pictures(boundary.group(1), boundary.group(2)))
          : Optional.empty();
    }
    if (PICTURES.contains(media)) {
      return Optional.of(new ResponseType(Content.PICTURE, media));
    }
    if (!parameters.isBlank() && !UTF_8.matcher(parameters).matches()) {
      return Optional.empty();
    }
    return switch (media) {
      case "application/json" ->
          Optional.of(new ResponseType(Content.JSON, "application/json;charset=utf-8"));
      case "text/event-stream" ->
          Optional.of(new ResponseType(Content.EVENTS, "text/event-stream;charset=utf-8"));
      default -> Optional.empty();
    };
  }

  private static ResponseType pictures(@Nullable String bare, @Nullable String quoted) {
    String boundary = bare == null ? quoted : bare;
    return new ResponseType(Content.PICTURES, "multipart/x-mixed-replace; boundary=" + boundary);
  }
}
