package io.visiona.tests.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.ChromiumTab;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real application, Syncthing of Debian, in a real browser through a tunnel: it answers to its
 * own host name only, guards its changes with a cookie and a header of its own, and learns what
 * happens from requests that it leaves open.
 */
@OnSharedStack
final class PagesOfAnApplicationIT {
  private static final Path SYNCTHING = Path.of("/usr/bin/syncthing");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Stack stack;

  PagesOfAnApplicationIT(Stack stack) {
    this.stack = stack;
  }

  @Test
  void applicationOfDebian_isUsedThroughATunnel(@TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(SYNCTHING), "syncthing is not installed");
    int port = Ports.freePort();
    Process syncthing = start(folder, port);
    try (Chromium chromium = Chromium.start(folder);
        Person alice = stack.signIn("alice");
        TestAgent agent =
            TestAgent.online(
                stack,
                alice,
                TestAgent.Kind.JAVA_YAMUX,
                "--target",
                "http://127.0.0.1:" + port,
                "--host-header",
                "target")) {
      Awaitility.await("Syncthing answers")
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(() -> Plain.get(URI.create("http://127.0.0.1:" + port + "/")).statusCode() == 200);
      ChromiumTab tab = chromium.person().tab();
      tab.go(stack.api() + "/api/agents/" + agent.id() + "/open?to=/").signIn("alice");
      tab.await("angular.element(document.body).scope().myID.length > 50");
      // Its own script sends what it changes with the cookie and the header that it was given.
      tab.value(
          """
          angular.element(document.body).injector().get('$http').put('/rest/config/folders/films', {
            id: 'films', label: 'Films of the gate', path: '%s', paused: true})
          """
              .formatted(folder.resolve("films")));
      // It is told so by the request that waits for events, and shows it.
      tab.await("document.body.innerText.includes('Films of the gate')");
      tab.picture(stack.folder("pages").resolve("syncthing.png"));
      assertThat(tab.address()).endsWith(".localhost:" + stack.ports().api() + "/");
    } finally {
      syncthing.destroy();
      syncthing.waitFor();
    }
  }

  /** One that speaks to nobody. */
  private static Process start(Path folder, int port) throws IOException {
    Path home = Files.createDirectories(folder.resolve("syncthing"));
    Files.writeString(
        home.resolve("config.xml"),
        """
        <configuration version="35">
          <gui enabled="true" tls="false"><address>127.0.0.1:%d</address></gui>
          <options>
            <listenAddress>tcp://127.0.0.1:0</listenAddress>
            <globalAnnounceEnabled>false</globalAnnounceEnabled>
            <localAnnounceEnabled>false</localAnnounceEnabled>
            <relaysEnabled>false</relaysEnabled>
            <natEnabled>false</natEnabled>
            <urAccepted>-1</urAccepted>
            <crashReportingEnabled>false</crashReportingEnabled>
            <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
            <startBrowser>false</startBrowser>
          </options>
        </configuration>
        """
            .formatted(port));
    ProcessBuilder program =
        new ProcessBuilder(
            SYNCTHING.toString(), "serve", "--home=" + home, "--no-browser", "--no-restart");
    program.environment().put("HOME", folder.toString());
    return program
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("syncthing.log").toFile())
        .start();
  }
}
