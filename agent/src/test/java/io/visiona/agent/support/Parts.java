package io.visiona.agent.support;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/** Reads the parts of a picture stream. */
public final class Parts {
  /** One picture and what is said of it. */
  public static final class Part {
    private final Map<String, String> headers;
    private final byte[] bytes;

    Part(Map<String, String> headers, byte[] bytes) {
      this.headers = headers;
      this.bytes = bytes;
    }

    public byte[] bytes() {
      return bytes;
    }

    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private final InputStream in;

  public Parts(InputStream in) throws IOException {
    this.in = new BufferedInputStream(in);
    expect("--frame");
  }

  private void expect(String line) throws IOException {
    String read = line();
    if (!read.equals(line)) {
      throw new IOException("not " + line + " but " + read);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** The next part, up to the delimiter that follows it. */
  public Part next() throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    byte[] bytes = in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
    expect("");
    expect("--frame");
    return new Part(headers, bytes);
  }
}
