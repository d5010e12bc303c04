package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.ServerProcess;
import io.visiona.tests.support.OnSplitStack;
import io.visiona.tests.support.SplitStack;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TlsExchange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The Admin Center: over TLS only, for those who have a password, and what each of them may do and
 * see.
 */
@OnSplitStack
final class AdminCenterIT {
  private static final String PASSWORD = SplitStack.ADMIN_PASSWORD;
  private static final String READER_PASSWORD = SplitStack.READER_PASSWORD;

  /** The least of {@code failedLoginDelayMin}. */
  private static final Duration SLOWED = Duration.ofSeconds(1);

  /** That of the key store a server makes for itself. */
  private static final String SELF_SIGNED = "self-signed";

  @Test
  void splitServers_eachHaveOne_withAnAdministratorAndAReader(Stack stack) throws Exception {
    Desk api = new Desk(stack.apiServer(), stack.ports().admin());
    Desk relay = new Desk(stack.relayServer(), stack.ports().relayAdmin());
    for (Desk desk : List.of(api, relay)) {
      String cookie = desk.signIn("admin", PASSWORD);
      TlsExchange.Answer page = desk.tls().get("/adminCenter/", cookie);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body()).contains("toolbox_tab_title");
      desk.showsSettingsButNoSecrets("admin", PASSWORD);
      desk.showsSettingsButNoSecrets("reader", READER_PASSWORD);
      desk.hidesWhatIsNotConfiguration("admin", PASSWORD);
      desk.hidesWhatIsNotConfiguration("reader", READER_PASSWORD);
    }
    assertThat(api.tls().get("/ibm/api/config", basic("admin", READER_PASSWORD)).status())
        .isEqualTo(401);
    assertThat(api.mayWrite("reader", READER_PASSWORD)).isFalse();
    assertThat(api.mayWrite("admin", PASSWORD)).isTrue();
  }

  @Test
  void wrongPasswords_areSlowedDown(Stack stack) throws Exception {
    Desk api = new Desk(stack.apiServer(), stack.ports().admin());
    assertThat(api.tls().get("/ibm/api/config", basic("admin", PASSWORD)).status()).isEqualTo(200);
    for (String user : List.of("admin", "nobody")) {
      long began = System.nanoTime();
      assertThat(api.tls().get("/ibm/api/config", basic(user, "wrong")).status()).isEqualTo(401);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .as(user)
          .isGreaterThanOrEqualTo(SLOWED);
    }
  }

  private static String basic(String user, String password) {
    return "Authorization: Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** One server's Admin Center. */
  private record Desk(ServerProcess server, TlsExchange tls) {
    private static final String FILES = "/IBMJMXConnectorREST/file/";
    private static final String SETTINGS =
        "${server.config.dir}/configDropins/overrides/test-of-the-admin-center.xml";

    Desk(ServerProcess server, int port) throws Exception {
      this(
          server,
          new TlsExchange(
              port, server.output().resolve("resources/security/key.p12"), SELF_SIGNED));
    }

    /** As the sign-in page does: with the token against forged requests that came with it. */
    String signIn(String user, String password) throws Exception {
      String csrf = cookie(tls.get("/adminCenter/login.jsp"), "csrfToken");
      String form =
          "j_username="
              + user
              + "&j_password="
              + encoded(password)
              + "&X-CSRF-Token="
              + csrf.substring(csrf.indexOf('=') + 1);
      TlsExchange.Answer answer =
          tls.exchange(
              "POST",
              "/adminCenter/j_security_check",
              form,
              "Content-Type: application/x-www-form-urlencoded",
              "Cookie: " + csrf);
      assertThat(answer.status()).isEqualTo(302);
      return "Cookie: " + cookie(answer, "LtpaToken2");
    }

    private static String cookie(TlsExchange.Answer answer, String name) {
      String start = "Set-Cookie: " + name + "=";
      String line =
          answer.head().lines().filter(each -> each.startsWith(start)).findFirst().orElseThrow();
      assertThat(line).contains("; Secure");
      return line.substring("Set-Cookie: ".length(), line.indexOf(';'));
    }

    void showsSettingsButNoSecrets(String user, String password) throws Exception {
      TlsExchange.Answer all = tls.get("/ibm/api/config", basic(user, password));
      assertThat(all.status()).isEqualTo(200);
      assertThat(all.body())
          .contains("\"httpEndpoint\"")
          .doesNotContain(PASSWORD)
          .doesNotContain(READER_PASSWORD);
      assertThat(all.body()).doesNotContain(Stack.INTERNAL_SECRET);
      TlsExchange.Answer file =
          tls.get(
              FILES + encoded("${shared.config.dir}/settings/common.xml"), basic(user, password));
      assertThat(file.status()).isEqualTo(200);
      assertThat(file.body()).contains("visiona.bind.host").contains("description=");
    }

    void hidesWhatIsNotConfiguration(String user, String password) throws Exception {
      for (String path :
          List.of(
              "${server.config.dir}/server.env",
              "${server.output.dir}/resources/security/key.p12",
              "${server.output.dir}/resources/security/ltpa.keys",
              "${server.output.dir}/logs/messages.log",
              "${server.config.dir}/server.xml/../server.env",
              "/etc/passwd")) {
        assertThat(tls.get(FILES + encoded(path), basic(user, password)).status())
            .as(path)
            .isNotEqualTo(200);
      }
    }

    /**
     * Whether a setting can be written, which is taken back at once: the installation is not this
     * server's alone.
     */
    boolean mayWrite(String user, String password) throws Exception {
      String text =
          "<server><variable name=\"visiona.tunnel.max-streams\" value=\"128\"/></server>";
      try {
        int status =
            tls.exchange(
                    "POST",
                    FILES + encoded(SETTINGS),
                    text,
                    basic(user, password),
                    "Content-Type: text/xml")
                .status();
        boolean written =
            tls.get(FILES + encoded(SETTINGS), basic("admin", PASSWORD))
                .body()
                .contains("max-streams");
        assertThat(status == 204).isEqualTo(written);
        return written;
      } finally {
        tls.exchange("DELETE", FILES + encoded(SETTINGS), "", basic("admin", PASSWORD));
      }
    }

    private static String encoded(String path) {
      return URLEncoder.encode(path, StandardCharsets.UTF_8);
    }
  }
}
