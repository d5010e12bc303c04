package io.visiona.api.models;

import io.visiona.api.http.MultipartUpload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Pieces of a multipart upload, good and bad, for tests. */
final class UploadBodies {
  static final String TYPE = "multipart/form-data; boundary=B";

  private UploadBodies() {}

  /** Fills a piece of an array, as {@link InputStream#read(byte[], int, int)} does. */
  @FunctionalInterface
  interface Reading {
    int read(byte[] target, int offset, int count) throws IOException;
  }

  static InputStream reading(Reading reading) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
      }

      @Override
      public int read(byte[] target, int offset, int count) throws IOException {
        return reading.read(target, offset, count);
      }
    };
  }

  /** A good upload of one byte. */
  static MultipartUpload.Body small() {
    return body(fields("n", "c") + file("x") + end());
  }

  static MultipartUpload.Body body(String text) {
    return new MultipartUpload.Body(TYPE, -1, bytes(text));
  }

  static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  static String fields(String name, String chip) {
    return field("name", name) + field("chip", chip);
  }

  static String field(String name, String value) {
    return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }

  static String file(String content) {
    return "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"m.nef\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        + content;
  }

  static String end() {
    return "\r\n--B--\r\n";
  }
}
