package io.visiona.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.HttpException;

/** The one page of the built-in site. Immutable. */
final class BuiltInPage {
  private final String html;

  BuiltInPage(String version) {
    this.html = template().replace("${version}", version.replaceAll("[^0-9A-Za-z._-]", ""));
  }

  private static String template() {
    try (InputStream in = BuiltInPage.class.getResourceAsStream("index.html")) {
      if (in == null) {
        throw new IllegalStateException("the page is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(Exchange exchange) throws IOException, HttpException {
    exchange.send(200, "text/html; charset=utf-8", html);
  }
}
