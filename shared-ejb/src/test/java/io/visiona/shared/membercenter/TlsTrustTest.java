package io.visiona.shared.membercenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.visiona.shared.config.Secret;
import io.visiona.shared.membercenter.MemberCenterException.IdpUnavailable;
import io.visiona.shared.tls.TlsConfig;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Member Center that the JVM does not know is trusted when the server's key store does, as the
 * server itself does it.
 */
final class TlsTrustTest {
  private static final String PASSWORD = "password-of-the-tests";

  @TempDir Path folder;

  @Test
  void certificateInTheKeyStore_isTrusted_andNoOther() throws Exception {
    Path store = keyStore("mc.p12", "ip:127.0.0.1");
    Path stranger = keyStore("stranger.p12", "ip:127.0.0.1");
    HttpsServer server = serve(store);
    try {
      URI base = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
      assertThat(tokenWith(base, Optional.of(store))).isEqualTo("over-tls");
      assertThatThrownBy(() -> tokenWith(base, Optional.empty()))
          .isInstanceOf(IdpUnavailable.class);
      assertThatThrownBy(() -> tokenWith(base, Optional.of(stranger)))
          .isInstanceOf(IdpUnavailable.class);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void certificateOfAnotherHost_isRefused() throws Exception {
    Path store = keyStore("mc.p12", "dns:elsewhere.test");
    HttpsServer server = serve(store);
    try {
      URI base = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
      assertThatThrownBy(() -> tokenWith(base, Optional.of(store)))
          .isInstanceOf(IdpUnavailable.class);
    } finally {
      server.stop(0);
    }
  }

  private static String tokenWith(URI base, Optional<Path> store) throws InterruptedException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        MemberCenterHttp http =
            new MemberCenterHttp(executor, new TlsConfig(store, new Secret(PASSWORD)))) {
      ClientRegistration client = new ClientRegistration(base, "client", new Secret("secret"));
      TokenMechanism mechanism =
          new TokenMechanism(
              client,
              TokenPolicy.serviceClient(),
              http,
              executor,
              Clock.systemUTC(),
              new RecordedPauses(),
              (name, kind, outcome) -> {});
      return new MemberCenterTokenClient(Optional.of(mechanism)).serviceToken("scope").value();
    }
  }

  private Path keyStore(String name, String host) throws Exception {
    Path store = folder.resolve(name);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "mc",
                "-keyalg",
                "EC",
                "-dname",
                "CN=mc",
                "-ext",
                "san=" + host,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    return store;
  }

  private static HttpsServer serve(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/oauth/token",
        exchange -> {
          byte[] body =
              "{\"access_token\":\"over-tls\",\"expires_in\":300}"
                  .getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }
}
