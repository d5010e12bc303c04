package io.visiona.api.gateway;

import io.visiona.api.forward.CallerBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;

/** The whole body of a request whose signature is checked, as its bytes; nothing parses it. */
final class SlackBody {
  private SlackBody() {}

  /** Empty when it is larger than allowed. */
  static Optional<byte[]> read(HttpServletRequest request, CallerBody body, int most) throws IOException {
    if (body.isEmpty()) {
      return Optional.of(new byte[0]);
    }
    if (body.length() > most) {
      return Optional.empty();
    }
    byte[] bytes = body.open(request).readNBytes(most + 1);
    return bytes.length > most ? Optional.empty() : Optional.of(bytes);
  }
}
