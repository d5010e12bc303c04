package io.visiona.api.devices;

import io.visiona.api.proxy.ClientBody;
import io.visiona.api.proxy.ClientRequest;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What callers send to agents: JSON objects, and forms with files. */
final class RowBody {
  /** Longest JSON, in bytes. */
  static final int LONGEST = 64 * 1024;

  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private RowBody() {}

  /**
   * The JSON object a caller sends; nothing counts as an empty one. Null where the method has no
   * body. Waits for the caller.
   */
  static @Nullable JsonObject read(ClientRequest client) throws IOException {
    HttpServletRequest request = client.servlet();
    if (!WITH_BODY.contains(request.getMethod())) {
      return null;
    }
    ClientBody body = client.body();
    if (body.isEmpty()) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    if (!mediaType(request).equals("application/json")) {
      throw new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }
    if (body.length() > LONGEST) {
      throw tooLarge();
    }
    byte[] bytes = body.open().readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw tooLarge();
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    return AgentJson.parse(bytes)
        .filter(JsonObject.class::isInstance)
        .map(JsonValue::asJsonObject)
        .orElseThrow(
            () -> new ApiException(ErrorCode.BAD_REQUEST, "The body must be one JSON object."));
  }

  /** Refuses a body that is no form. */
  static void checkForm(HttpServletRequest request) {
    if (!mediaType(request).equals("multipart/form-data")) {
      throw new ApiException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be multipart/form-data.");
    }
  }

  private static ApiException tooLarge() {
    return new ApiException(
        ErrorCode.PAYLOAD_TOO_LARGE,
        ErrorCode.PAYLOAD_TOO_LARGE.message(),
        Map.of("limit_bytes", LONGEST));
  }

  private static String mediaType(HttpServletRequest request) {
    String type = request.getContentType();
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }
}
