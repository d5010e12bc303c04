package io.visiona.standins.fileserver;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Object keys in paths. */
final class Keys {
  private Keys() {}

  /**
   * The key that a path as it was sent stands for, decoded once; empty for a path that could stand
   * for two: with an encoded slash, empty segments or dots, or that is not UTF-8.
   */
  static Optional<String> of(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String raw : rawPath.split("/", -1)) {
      Optional<String> segment = decode(raw);
      if (segment.isEmpty() || !isPlain(segment.get())) {
        return Optional.empty();
      }
      segments.add(segment.get());
    }
    return Optional.of(String.join("/", segments));
  }

  private static boolean isPlain(String segment) {
    return !segment.isEmpty()
        && !segment.equals(".")
        && !segment.equals("..")
        && segment
            .chars()
            .noneMatch(each -> each == '/' || each == '\\' || Character.isISOControl(each));
  }

  private static Optional<String> decode(String raw) {
    byte[] bytes = new byte[raw.length()];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char each = raw.charAt(i);
      if (each == '%') {
        if (i + 2 >= raw.length()
            || !HexFormat.isHexDigit(raw.charAt(i + 1))
            || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
          return Optional.empty();
        }
        bytes[length++] = (byte) HexFormat.fromHexDigits(raw, i + 1, i + 3);
        i += 2;
      } else if (each > 0x7E) {
        return Optional.empty();
      } else {
        bytes[length++] = (byte) each;
      }
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }
}
