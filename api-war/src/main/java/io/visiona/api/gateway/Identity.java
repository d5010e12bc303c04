package io.visiona.api.gateway;

import io.visiona.api.identity.users.User;
import io.visiona.shared.logging.Pseudonyms;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Who a service is told the caller is, and what stands in the log for them.
 *
 * @param id the user's
 * @param usernameField the username as a header's value: visible ASCII as it is but for the percent
 *     sign, anything else as percent-encoded UTF-8, because a header carries neither
 * @param loggedId hashed
 * @param loggedUsername hashed
 */
record Identity(String id, String usernameField, String loggedId, String loggedUsername) {

  /** What follows from the user. */
  static Identity of(User user) {
    String id = user.id().toString();
    return new Identity(
        id, field(user.username()), Pseudonyms.of(id), Pseudonyms.of(user.username()));
  }

  /** Several values as one field: separated by commas, which are encoded within a value. */
  static String list(List<String> values) {
    return values.stream()
        .map(value -> field(value).replace(",", "%2C"))
        .collect(Collectors.joining(", "));
  }

  private static String field(String username) {
    StringBuilder field = new StringBuilder(username.length());
    for (byte octet : username.getBytes(StandardCharsets.UTF_8)) {
      if (octet > ' ' && octet < 0x7f && octet != '%') {
        field.append((char) octet);
      } else {
        field.append(String.format(Locale.ROOT, "%%%02X", octet));
      }
    }
    return field.toString();
  }
}
