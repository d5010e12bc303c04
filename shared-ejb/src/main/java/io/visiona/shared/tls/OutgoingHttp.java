package io.visiona.shared.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;

/** The JDK's HTTP client as it is used towards services of other people. */
public final class OutgoingHttp {
  private OutgoingHttp() {}

  /**
   * Speaks HTTP/1.1, follows no redirect, and trusts over TLS what the server trusts now. To be
   * closed.
   *
   * @param executor runs what the client has to do
   * @param connecting how long that may take
   * @throws UncheckedIOException when the key store cannot be read
   */
  public static HttpClient client(Executor executor, TlsConfig tls, Duration connecting) {
    try {
      return HttpClient.newBuilder()
          .executor(executor)
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(connecting)
          .sslContext(tls.context())
          .build();
    } catch (IOException unusable) {
      throw new UncheckedIOException("services cannot be called over TLS", unusable);
    }
  }
}
