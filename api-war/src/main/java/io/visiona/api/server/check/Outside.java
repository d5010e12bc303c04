package io.visiona.api.server.check;

import io.visiona.api.models.converter.ConverterConfig;
import io.visiona.api.models.converter.ConverterConfig.Access;
import io.visiona.api.models.converter.HttpCalls;
import io.visiona.api.models.converter.HttpConverter;
import io.visiona.api.models.converter.JobResponse;
import io.visiona.api.platform.redis.RedisLink;
import io.visiona.api.server.start.Schema;
import io.visiona.shared.membercenter.DownloadTokenIssuer;
import io.visiona.shared.membercenter.MemberCenterTokenClient;
import io.visiona.shared.tls.TlsConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import javax.sql.DataSource;

/** One question to each of what the API talks to. Each says how that is, or throws why not. */
final class Outside {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What download tokens are asked for with. */
  private static final String SCOPE = "files:download.delegate";

  private static final int SERVER_ERROR = 500;

  private Outside() {}

  static String database(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      DatabaseMetaData about = connection.getMetaData();
      return about.getDatabaseProductName()
          + " "
          + about.getDatabaseProductVersion()
          + "; "
          + Schema.state(source);
    }
  }

  static String redis(RedisLink redis) {
    String pong = redis.call(commands -> commands.ping());
    return "answers " + pong;
  }

  static String token(MemberCenterTokenClient client) throws Exception {
    client.serviceToken(SCOPE, PATIENCE);
    return "the service client gets a token";
  }

  static String token(DownloadTokenIssuer issuer) throws InterruptedException {
    issuer.authenticate();
    return "the client of the file server gets a token";
  }

  /** Whatever it answers to a stranger who asks for nothing: it is there, and TLS is in order. */
  static String answers(URI url, TlsConfig tls, ExecutorService executor)
      throws IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .executor(executor)
            .connectTimeout(PATIENCE)
            .sslContext(tls.context())
            .build()) {
      HttpResponse<Void> response =
          client.send(
              HttpRequest.newBuilder(url).timeout(PATIENCE).build(), BodyHandlers.discarding());
      if (response.statusCode() >= SERVER_ERROR) {
        throw new IOException(url + " answers " + response.statusCode());
      }
      return url + " answers";
    }
  }

  /** By a job that is not there: only who is let in is told so. */
  static String converter(ConverterConfig config, TlsConfig tls, ExecutorService executor)
      throws Exception {
    Access access = config.access().orElseThrow();
    try (HttpCalls calls =
        new HttpCalls(executor, access.apiKey(), config.timeout(), tls.context())) {
      HttpConverter converter = new HttpConverter(calls, access.url(), config.timeout());
      if (!(converter.job(UUID.randomUUID().toString()) instanceof JobResponse.Unknown)) {
        throw new IOException(access.url() + " knows a job that nobody began");
      }
      return access.url() + " takes the key";
    }
  }
}
