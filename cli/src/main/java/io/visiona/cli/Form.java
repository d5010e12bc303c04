package io.visiona.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;

/** A {@code multipart/form-data} body: fields first, then one file, read as it is sent. */
final class Form {
  private final String boundary = "visiona-" + UUID.randomUUID();
  private final String before;
  private final Path file;
  private final long size;

  Form(Map<String, String> fields, Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    fields.forEach((name, value) ->
        text.append(
            "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                .formatted(boundary, name, value)));
    text.append(
        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
            .formatted(boundary, quoted(file.getFileName().toString())));
    this.before = text.toString();
    this.file = file;
    this.size = Files.size(file);
  }

  String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  /** The body; {@code sent} is told how many bytes of the file were read for sending. */
  BodyPublisher body(LongConsumer sent) {
    BodyPublisher middle =
        BodyPublishers.fromPublisher(
            BodyPublishers.ofInputStream(() -> opened(sent)), Math.max(1, size));
    return BodyPublishers.concat(
        BodyPublishers.ofString(before),
        middle,
        BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
  }

  private InputStream opened(LongConsumer sent) {
    try {
      return new Counted(Files.newInputStream(file), sent);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** As browsers quote names (WHATWG form encoding). */
  private static String quoted(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }

  /** Counts what is read. */
  static final class Counted extends InputStream {
    private final InputStream in;
    private final LongConsumer told;
    private long count;

    Counted(InputStream in, LongConsumer told) {
      this.in = in;
      this.told = told;
    }

    @Override
    public int read() throws IOException {
      int one = in.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int some = in.read(into, offset, length);
      count(Math.max(0, some));
      return some;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }

    private void count(int some) {
      count += some;
      told.accept(count);
    }
  }
}
