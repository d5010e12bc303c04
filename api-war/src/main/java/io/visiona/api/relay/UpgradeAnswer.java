package io.visiona.api.relay;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The relay's answer to the upgrade; what follows its head in the stream is left there. */
record UpgradeAnswer(int status, List<String> lines) {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})( .*)?");

  /** More than any honest answer has. */
  private static final int MOST_BYTES = 16 * 1024;

  static UpgradeAnswer read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0 || head.size() >= MOST_BYTES) {
        throw new EOFException("no answer to the upgrade");
      }
      head.write(next);
      boolean expected = next == (matched % 2 == 0 ? '\r' : '\n');
      matched = expected ? matched + 1 : (next == '\r' ? 1 : 0);
    }
    List<String> lines = head.toString(StandardCharsets.ISO_8859_1).lines().toList();
    Matcher status = STATUS.matcher(lines.getFirst());
    if (!status.matches()) {
      throw new IOException("the answer to the upgrade is not HTTP/1.1");
    }
    return new UpgradeAnswer(Integer.parseInt(status.group(1)), lines.subList(1, lines.size()));
  }

  boolean switchesTo(String protocol) {
    return status == 101
        && lines.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).replace(" ", "").equals("upgrade:" + protocol));
  }
}
