package io.visiona.api.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** Who a service is told the caller is. */
record Identity(UUID id, String username) {

  /**
   * The username as a header's value: visible ASCII as it is but for the percent sign, anything else as percent-encoded UTF-8, because a
   * header carries neither.
   */
  String usernameField() {
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
