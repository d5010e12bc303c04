package io.visiona.tests.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Installation;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerVariables;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/visiona-server check} on the built servers, against the stand-ins of the shared
 * installation.
 */
@OnSharedStack
final class CheckIT {
  private static final long ENDED_SECONDS = 300;

  /** Of an installation that is given none; another one would stand in the server's log. */
  private static final String DEVELOPMENT_SECRET = "development-internal-secret-0123456789abcdef";

  @TempDir private Path home;

  /** What a check said, and its status. */
  private record Said(int status, List<String> lines) {}

  @Test
  void whatIsInOrder_isOk_andWhatIsNot_failsALineOfItsOwn(Stack stack) throws Exception {
    String standins = "http://127.0.0.1:" + stack.ports().standins();
    Map<String, String> settings = new TreeMap<>();
    settings.put("visiona.mode", "development");
    settings.put("visiona.oidc.issuer", standins);
    settings.put("visiona.oidc.client-id", "visiona");
    settings.put("visiona.internal.secret", Stack.INTERNAL_SECRET);
    settings.put("visiona.converter.url", standins + "/converter");
    settings.put("visiona.converter.api-key", "not-the-key-of-the-converter");
    settings.put("visiona.member-center.service-client-id", "nobody");
    settings.put("visiona.member-center.service-client-secret", "hunter2-of-nobody-at-all");
    settings.put("visiona.redis.url", "redis://127.0.0.1:1");
    settings.put("visiona.gateway.port", Integer.toString(stack.ports().gateway()));

    Said said = check("visiona-api", settings);

    assertThat(said.status()).as("%s", said).isEqualTo(1);
    assertThat(said.lines())
        .anyMatch(line -> line.matches("ok +settings .*"))
        .anyMatch(line -> line.matches("ok +database +H2 .*no schema yet, \\d+ migrations.*"))
        .anyMatch(line -> line.matches("FAILED +redis .*"))
        .anyMatch(line -> line.matches("ok +mc-discovery +" + standins + " signs with .*"))
        .anyMatch(line -> line.matches("ok +mc-keys +\\d+ keys? .*"))
        .anyMatch(line -> line.matches("FAILED +mc-token .*401.*"))
        .anyMatch(line -> line.matches("warning ports .* \\(visiona.gateway.port\\): .* in use"))
        .anyMatch(line -> line.matches("unused +file-token .*"))
        .anyMatch(line -> line.matches("unused +file-server .*"))
        .anyMatch(line -> line.matches("FAILED +converter .*401.*"));
    assertThat(said.toString()).doesNotContain("hunter2", "not-the-key", "Exception");
  }

  @Test
  void settingsThatAreMissing_areALineEach(Stack stack) throws Exception {
    Said said = check("visiona-relay", Map.of("visiona.tunnel.idle-timeout", "soon"));
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.lines())
        .allMatch(line -> line.startsWith("FAILED"))
        .anyMatch(line -> line.contains("visiona.internal.secret is required"))
        .anyMatch(line -> line.contains("visiona.tunnel.idle-timeout is not a duration"));
  }

  /** Who is told that a token is unknown has the right secret. */
  @Test
  void relayAlone_asksTheApi(Stack stack) throws Exception {
    Map<String, String> settings = new TreeMap<>();
    settings.put("visiona.mode", "development");
    settings.put("visiona.internal.secret", DEVELOPMENT_SECRET);
    settings.put("visiona.api.internal-url", "http://127.0.0.1:" + stack.ports().apiInternal());

    Said said = check("visiona-relay", settings);

    assertThat(said.lines())
        .anyMatch(line -> line.matches("ok +settings .*for the relay relay"))
        .anyMatch(line -> line.matches("unused +directory .*"))
        .anyMatch(line -> line.matches("ok +api .* takes this relay's service token"));
    assertThat(said.status()).as("%s", said).isZero();
  }

  /** With the script of a release, and the servers of this build where a release has them. */
  private Said check(String server, Map<String, String> settings) throws Exception {
    Installation build = Installation.find();
    Path script = home.resolve("bin/visiona-server");
    if (!Files.exists(script)) {
      Files.createDirectories(script.getParent());
      Files.copy(build.root().resolve("release/src/main/server/bin/visiona-server"), script);
      Files.createSymbolicLink(home.resolve("wlp"), build.liberty());
    }
    Map<String, String> all = new TreeMap<>(ServerVariables.of(Ports.free()));
    all.putAll(settings);
    ProcessBuilder builder =
        new ProcessBuilder("sh", script.toString(), "check", server)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("said").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    all.forEach((key, value) ->
        builder.environment().put(key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), value));
    Process process = builder.start();
    if (!process.waitFor(ENDED_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the check does not end: " + said());
    }
    return new Said(process.exitValue(), said().lines().toList());
  }

  private String said() throws IOException {
    return Files.readString(home.resolve("said"), StandardCharsets.UTF_8);
  }
}
