package io.visiona.cli;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A request's or response's head (RFC 9112 section 2): the first line, and the fields in order.
 *
 * @param first the first line
 * @param fields {@code name: value} each
 */
record HttpHead(String first, List<Field> fields) {
  private static final int MOST = 64 * 1024;

  HttpHead {
    fields = List.copyOf(fields);
  }

  /** One field. */
  record Field(String name, String value) {
    boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  /** Reads one, and nothing behind it. */
  static HttpHead read(InputStream in) throws IOException {
    String first = line(in);
    List<Field> fields = new ArrayList<>();
    int length = first.length();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      length += line.length();
      int colon = line.indexOf(':');
      if (colon <= 0 || length > MOST || line.charAt(colon - 1) == ' ') {
        throw new IOException("a malformed head");
      }
      fields.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new HttpHead(first, fields);
  }

  List<String> all(String name) {
    return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
  }

  /** The values of a field, in small letters, joined. */
  String joined(String name) {
    return String.join(",", all(name)).toLowerCase(Locale.ROOT);
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder(first).append("\r\n");
    fields.forEach(
        field -> text.append(field.name()).append(": ").append(field.value()).append("\r\n"));
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended within a head");
      }
      line.write(c);
      if (line.size() > MOST) {
        throw new IOException("a head of more than " + MOST + " bytes");
      }
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
