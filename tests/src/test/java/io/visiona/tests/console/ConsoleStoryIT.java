package io.visiona.tests.console;

import static io.visiona.tests.console.ConsoleTab.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Person;
import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person does with the console from the first sign-in to the sign-out, in a real browser,
 * with an agent that is paired by the command the console shows.
 */
@OnSharedStack
final class ConsoleStoryIT {
  private static final String PERSON = "user-21";
  private static final String DEVICE = "kl720-00b2";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Stack stack;

  ConsoleStoryIT(Stack stack) {
    this.stack = stack;
  }

  @Test
  void story_fromSignInToSignOut(@TempDir Path folder) throws Exception {
    try (Chromium chromium = Chromium.start(folder);
        Person elsewhere = stack.signIn(PERSON)) {
      ConsoleTab tab = new ConsoleTab(stack, chromium.person());
      tab.size(1280, 900).signIn(PERSON, "/").reads("Three steps to the first picture");
      Path state = folder.resolve("agent.json");
      pair(tab, state);
      try (AgentProcess agent =
          AgentProcess.run(stack.build(), state, folder.resolve("agent.log"))) {
        assertThat(agent.process().isAlive()).isTrue();
        tab.reads("Hall 3 is online.").click("Open");
        connect(tab);
        convert(tab, folder);
        flash(tab);
        infer(tab, elsewhere);
        goAwayAndComeBack(tab, agent);
        download(tab, folder);
        signOut(tab, elsewhere);
      }
      tab.isQuiet();
    }
  }

  /** By the very command that the dialog shows. */
  private void pair(ConsoleTab tab, Path state) throws IOException, InterruptedException {
    tab.click("Pair an agent").put("pair-label", "Hall 3").click("Create a pairing code");
    tab.await("document.querySelector('dialog .command')");
    String command = tab.text("document.querySelector('dialog .command').textContent.trim()");
    assertThat(command).startsWith("visiona-agent pair ").endsWith(" --name 'Hall 3'");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process pairing =
        new ProcessBuilder(
                "sh",
                "-c",
                command.replaceFirst("visiona-agent", "exec \"\\$1\" -jar \"\\$2\"")
                    + " --state \"$3\"",
                "sh",
                java,
                stack.build().agentJar().toString(),
                state.toString())
            .redirectErrorStream(true)
            .redirectOutput(state.resolveSibling("pair.log").toFile())
            .start();
    assertThat(pairing.waitFor(60, TimeUnit.SECONDS)).isTrue();
    tab.reads("Paired: Hall 3").reads("visiona-agent run");
  }

  private static void connect(ConsoleTab tab) {
    tab.await("find('KL720 00B2')").click("Scan").reads("2 devices found.");
    tab.click("KL720 00B2").click("Connect");
    awaitState(tab, "ready");
  }

  private static void awaitState(ConsoleTab tab, String state) {
    tab.await(
        "document.querySelector('main [role=status] .state')?.textContent === " + quoted(state));
  }

  private static void convert(ConsoleTab tab, Path folder) throws IOException {
    Path model = Files.writeString(folder.resolve("Street.onnx"), "model".repeat(60_000));
    tab.click("Conversions").click("Convert a model").choose("file", model).reads("Street.onnx");
    tab.click("Convert");
    awaitState(tab, "done");
    tab.click("Add to library").await("location.pathname.startsWith('/models/')").reads("KL720");
  }

  private static void flash(ConsoleTab tab) {
    tab.click("Flash a model").click("Choose").click("Flash a model");
    tab.await("document.querySelector('dialog progress')");
    tab.await("document.querySelector('dialog .state')?.textContent === 'done'");
    assertThat(tab.text("document.querySelectorAll('dialog .ticks .good').length")).isEqualTo("6");
    tab.click("Close");
  }

  private static void infer(ConsoleTab tab, Person elsewhere) {
    String agent = elsewhere.agents().getFirst().getString("id");
    tab.click("Agents").click("Hall 3").click("KL720 00B2").click("Start");
    tab.await("/(person|car|bus|bicycle)/.test(document.querySelector('.picture')?.ariaLabel)");
    BoxWatch.boxesBelongToThePictureUnderThem(tab, agent, DEVICE);
    tab.put("threshold", "0.9");
    Awaitility.await("the threshold is the agent's")
        .atMost(LIMIT)
        .until(() -> threshold(elsewhere, agent) == 0.9);
    tab.click("Stop");
    awaitState(tab, "ready");
  }

  private static double threshold(Person person, String agent) {
    JsonObject device =
        Person.json(person.get("/api/agents/" + agent + "/devices/" + DEVICE).body());
    return device
        .getJsonObject("inference")
        .getJsonObject("settings")
        .getJsonNumber("threshold")
        .doubleValue();
  }

  private static void goAwayAndComeBack(ConsoleTab tab, AgentProcess agent) {
    agent.kill();
    tab.await("document.querySelector('main .notice.away')");
    tab.await("document.querySelector('main .heading button').disabled");
    agent.restart();
    tab.await("!document.querySelector('main .notice.away')");
    // Nothing was running, so nothing is started again.
    awaitState(tab, "disconnected");
    tab.click("Connect");
    awaitState(tab, "ready");
  }

  /** The converted model's file, which is on the file server and wants a token. */
  private static void download(ConsoleTab tab, Path folder) throws IOException {
    Path downloads = Files.createDirectory(folder.resolve("downloads"));
    tab.downloads(downloads).click("Models").click("Street").click("Download");
    Awaitility.await("the model is downloaded")
        .atMost(LIMIT)
        .until(() -> files(downloads).equals(Map.of("Street.nef", true)));
  }

  private static Map<String, Boolean> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.collect(
          java.util.stream.Collectors.toMap(
              file -> file.getFileName().toString(), file -> file.toFile().length() > 1000));
    }
  }

  private static void signOut(ConsoleTab tab, Person elsewhere) {
    tab.go("/account").reads("Where you are signed in").click("Sign out everywhere else");
    tab.click("Sign out everywhere else");
    Awaitility.await("the other session has ended")
        .atMost(LIMIT)
        .until(() -> elsewhere.get("/api/auth/me").statusCode() == 401);
    tab.await("!find('Sign out everywhere else')");
    // The Member Center asks before it signs out, too.
    tab.tab().after(() -> tab.click("Sign out"));
    tab.tab().after(() -> tab.value("document.querySelector('form button').click()"));
    tab.await("find('Sign in')");
    assertThat(tab.text("fetch('/api/agents').then((answer) => answer.status)")).isEqualTo("401");
  }
}
