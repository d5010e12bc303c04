package io.visiona.agent.target;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.agent.support.Pair;
import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets that are not plain http, and pages at hosts of their own. */
final class TargetKindsTest {
  private static final String PAGE =
      String.join(
          "\r\n",
          "GET /a HTTP/1.1",
          "Host: abc.boxes.example",
          "Origin: https://abc.boxes.example",
          "X-Forwarded-Host: abc.boxes.example",
          "X-Forwarded-Proto: https",
          "X-Visiona-Page: -",
          "",
          "");
  private static final String ANSWER =
      "HTTP/1.1 302 Found\r\nLocation: %s/b\r\nContent-Length: 0\r\n\r\n";

  @TempDir private Path folder;
  private Pair pair;

  @BeforeEach
  void open() throws IOException {
    pair = new Pair();
  }

  @AfterEach
  void close() {
    pair.close();
  }

  private YamuxStream passed(TargetProxy proxy) throws IOException, InterruptedException {
    YamuxStream near = pair.open();
    YamuxStream far = pair.accept();
    Thread.ofVirtual()
        .start(() -> {
          try {
            proxy.serve(far);
            far.close();
          } catch (IOException | InterruptedException e) {
            far.reset();
          }
        });
    return near;
  }

  @Test
  void unixSocket_isATarget_andIsAskedByTheNameTheBrowserUsed() throws Exception {
    Path path = folder.resolve("site.sock");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));
      YamuxStream stream = passed(new TargetProxy(TargetAddress.parse("unix:" + path)));
      try (SocketChannel channel = listener.accept()) {
        stream.output().write(PAGE.getBytes(ISO_8859_1));
        InputStream in = Channels.newInputStream(channel);
        StringBuilder asked = new StringBuilder();
        while (asked.indexOf("\r\n\r\n") < 0) {
          asked.append((char) in.read());
        }
        assertThat(asked.toString()).isEqualTo(PAGE);
        Channels.newOutputStream(channel)
            .write(ANSWER.formatted("https://abc.boxes.example").getBytes(ISO_8859_1));
        channel.shutdownOutput();
        assertThat(stream.input().readAllBytes())
            .asString(ISO_8859_1)
            .isEqualTo(ANSWER.formatted("https://abc.boxes.example"));
      }
    }
  }

  @Test
  void https_onThisMachine_isATarget_whateverItsCertificate_andAnotherNameAgreesWithItself()
      throws Exception {
    try (SSLServerSocket listener = secure()) {
      TargetAddress address = TargetAddress.parse("https://127.0.0.1:" + listener.getLocalPort());
      YamuxStream stream = passed(new TargetProxy(address, "shop.local"));
      try (SSLSocket socket = (SSLSocket) listener.accept()) {
        stream.output().write(PAGE.getBytes(ISO_8859_1));
        StringBuilder asked = new StringBuilder();
        while (asked.indexOf("\r\n\r\n") < 0) {
          asked.append((char) socket.getInputStream().read());
        }
        assertThat(asked.toString())
            .contains("\r\nHost: shop.local\r\n", "\r\nOrigin: https://shop.local\r\n");
        socket.getOutputStream().write(ANSWER.formatted("https://shop.local").getBytes(ISO_8859_1));
        socket.shutdownOutput();
        assertThat(stream.input().readAllBytes())
            .asString(ISO_8859_1)
            .isEqualTo(ANSWER.formatted("https://abc.boxes.example"));
      }
    }
  }

  private SSLServerSocket secure() throws Exception {
    Path store = folder.resolve("box.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "box",
                "-keyalg",
                "EC",
                "-dname",
                "CN=box",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return (SSLServerSocket)
        context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @Test
  void page_isNamedByAFieldThatOnlyTheServerSends() {
    assertThat(HostHeader.pageOf(head("X-Visiona-Page: -"))).isEqualTo(Optional.of("https://h"));
    assertThat(HostHeader.pageOf(head("X-Other: -"))).isEmpty();
  }

  private static MessageHead head(String field) {
    try {
      String text =
          "GET / HTTP/1.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: h\r\n"
              + field
              + "\r\n\r\n";
      return MessageHead.read(text.getBytes(ISO_8859_1), InputStream.nullInputStream());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080, 127.0.0.1:8080, http://127.0.0.1:8080",
    "https://box.local, box.local, https://box.local",
    "https://[::1]:8443/, [::1]:8443, https://[::1]:8443",
    "unix:/run/site.sock, localhost, unix:/run/site.sock"
  })
  void target_isReadAsItIsWritten(String text, String authority, String shown) {
    assertThat(TargetAddress.parse(text).authority()).isEqualTo(authority);
    assertThat(TargetAddress.parse(text)).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://a", "unix:relative.sock", "unix:", "https://a/path", "a"})
  void whatIsNoTarget_isRefused(String text) {
    assertThatThrownBy(() -> TargetAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
