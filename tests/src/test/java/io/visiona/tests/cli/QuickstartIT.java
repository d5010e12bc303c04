package io.visiona.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands of the quickstart, as they stand there, lead from a session to a live result. */
@OnSharedStack
final class QuickstartIT {
  private static final Pattern RUN =
      Pattern.compile("<!-- run -->\n```\n(.*?)```\n", Pattern.DOTALL);
  private static final long LIMIT_SECONDS = 180;

  @Test
  void commands_leadToALiveResult(Stack stack) throws Exception {
    Path root = stack.build().root();
    List<String> blocks =
        RUN.matcher(Files.readString(root.resolve("docs/quickstart.md")))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();
    assertThat(blocks).hasSize(2);
    Path folder = stack.folder("quickstart");
    try (Person person = stack.signIn("user-15");
        TestAgent agent = TestAgent.online(stack, person, Kind.JAVA_YAMUX)) {
      label(person, agent);
      upload(person);
      Path jar = folder.resolve("jar");
      Files.writeString(jar, jar(stack.api(), person.cookie()));
      Path browser = browser(folder, stack.api(), jar);
      String curl = run(root, folder, browser, blocks.getFirst(), stack.api(), jar);
      assertThat(curl)
          .contains("\"kl720-00b2\"", "\"state\":\"succeeded\"", "event: result", "\"frame_id\":")
          .contains("\"stop_reason\":\"requested\"")
          .doesNotContain("\"error\":{");
      String visiona = run(root, folder, browser, blocks.getLast(), stack.api(), jar);
      assertThat(visiona)
          .contains("Signed in at", "demo", "KL720", "Doorbell", "\"frame_id\":", "Signed out.");
      assertThat(visiona.lines().filter(line -> line.startsWith("{"))).hasSize(3);
    }
  }

  private static void label(Person person, TestAgent agent) {
    HttpRequest renamed =
        person
            .changing("/api/agents/" + agent.id())
            .method("PATCH", BodyPublishers.ofString("{\"label\":\"demo\"}"))
            .build();
    assertThat(person.send(renamed).statusCode()).isEqualTo(200);
  }

  private static void upload(Person person) {
    String part = "--B\r\nContent-Disposition: form-data; name=";
    String body =
        part
            + "\"name\"\r\n\r\nDoorbell\r\n"
            + part
            + "\"chip\"\r\n\r\nKL720\r\n"
            + part
            + "\"file\"; filename=\"m.nef\"\r\n\r\n"
            + "model".repeat(20_000)
            + "\r\n--B--\r\n";
    HttpRequest request =
        person
            .request("/api/models")
            .header("Content-Type", "multipart/form-data; boundary=B")
            .header("X-CSRF", "1")
            .header("Origin", person.origin())
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = person.send(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /** As curl keeps it. */
  private static String jar(URI api, String cookie) {
    return "%s\tFALSE\t/\tFALSE\t0\t%s\t%s\n"
        .formatted(
            api.getHost(),
            cookie.substring(0, cookie.indexOf('=')),
            cookie.substring(cookie.indexOf('=') + 1));
  }

  /** Approves what it is asked to open, as the person would. */
  private static Path browser(Path folder, URI api, Path jar) throws IOException {
    Path script = folder.resolve("browser");
    String text =
        """
        #!/bin/bash
        set -e
        answer=$(curl -s -b '%2$s' -H X-CSRF:1 -H 'Origin: %1$s' -H Content-Type:application/json \\
          -d "{\\"user_code\\":\\"${1#*#}\\"}" %1$s/api/auth/device/approve)
        curl -s "$(echo "$answer" | cut -d '"' -f 4)"
        """
            .formatted(api, jar);
    Files.writeString(script, text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private static String run(Path root, Path folder, Path browser, String block, URI api, Path jar)
      throws IOException, InterruptedException {
    String commands =
        "set -euo pipefail\n"
            + block
                .replace("http://127.0.0.1:3721", api.toString())
                .replace(".dev/alice.cookies", jar.toString());
    Path output = Files.createTempFile(folder, "run", ".log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", commands)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("VISIONA_HOME", folder.resolve("home").toString());
    builder.environment().put("BROWSER", browser.toString());
    builder.environment().remove("VISIONA_SERVER");
    Process process = builder.start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it does not end:\n" + Files.readString(output));
    }
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
