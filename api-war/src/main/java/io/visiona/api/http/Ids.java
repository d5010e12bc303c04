package io.visiona.api.http;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads ids from paths. */
public final class Ids {
  private static final Pattern UUID_TEXT =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  private Ids() {}

  /**
   * The id; what is none is not found, like an id that nothing has. The JDK's own parser takes
   * shorter spellings too.
   */
  public static UUID parse(String text) {
    if (!UUID_TEXT.matcher(text).matches()) {
      throw new ApiException(ErrorCode.NOT_FOUND);
    }
    return UUID.fromString(text);
  }
}
