package io.visiona.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err));

  @Test
  void documentation_namesEveryCommandAndOption_andEveryExitCode() throws IOException {
    String document = Files.readString(Path.of("../docs/cli.md"));
    CommandLine line = commandLine();
    line.getSubcommands()
        .forEach((name, command) -> {
          assertThat(document).contains("| `" + name);
          command.getCommandSpec().options().stream()
              .map(CommandLine.Model.OptionSpec::longestName)
              .filter(option -> !List.of("--help", "--version").contains(option))
              .forEach(option ->
                  assertThat(document)
                      .as(name)
                      .containsPattern("`[^`]*(" + option + "|" + shortName(option) + ")\\b"));
        });
    for (ExitCode code : ExitCode.values()) {
      assertThat(document).contains("| " + code.number() + " | ");
      assertThat(line.getCommandSpec().usageMessage().exitCodeList())
          .containsKey(String.valueOf(code.number()));
    }
  }

  private static String shortName(String option) {
    return Map.of("--count", "-n", "--tail", "-n", "--follow", "-f").getOrDefault(option, option);
  }

  @Test
  void noCommand_andAnUnknownOne_areWrongUsage() {
    assertThat(commandLine().execute()).isEqualTo(2);
    assertThat(commandLine().execute("dance")).isEqualTo(2);
    assertThat(commandLine().execute("results", "agent")).isEqualTo(2);
    assertThat(commandLine().execute("--help")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"401, 3", "403, 4", "404, 4", "409, 4", "422, 4", "501, 4", "408, 5", "429, 5"})
  void refusals_haveTheirExitCodes(int status, int code) {
    assertThat(ExitCode.of(status).number()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void failuresOfServers_mayBeTriedAgain(int status) {
    assertThat(ExitCode.of(status)).isEqualTo(ExitCode.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://visiona.example",
        "ftp://127.0.0.1",
        "visiona.example",
        "https://alice:pw@visiona.example",
        "https://visiona.example/path",
        "https://visiona.example?x",
        "http://127.0.0.1.evil.example",
        "https://"
      })
  void addressThatWouldSendTheSessionAstray_isRefused(String address) {
    assertThatThrownBy(() -> ServerAddress.parse(address)).isInstanceOf(Failure.class);
  }

  @Test
  void serverIsSchemeHostAndPort() {
    assertThat(ServerAddress.parse("https://visiona.example/"))
        .isEqualTo(URI.create("https://visiona.example"));
    assertThat(ServerAddress.parse(" http://[::1]:3721"))
        .isEqualTo(URI.create("http://[::1]:3721"));
  }

  /** An agent's name could otherwise move the cursor, set the title, or answer for the person. */
  @Test
  void foreignText_cannotCommandTheTerminal() {
    terminal.table(List.of("NAME"), List.of(List.of("a\u001b]0;x\u0007b\u202ec\u009bd")));
    terminal.json(Json.createObjectBuilder().add("name", "a\u001b[2Jb\u009bc").build());
    assertThat(out.toString())
        .contains("a?]0;x?b?c?d", "\\u001b", "\\u009b")
        .doesNotContain("\u001b", "\u009b", "\u202e", "\u0007");
  }

  @Test
  void events_areReadAsTheyAreWritten() throws IOException {
    String text =
        ": hello\n\nretry: 3000\n\nid: 1\nevent: flash\ndata: {\ndata: }\n\ndata:x\r\n\r\n";
    try (ServerSentEvents events =
        new ServerSentEvents(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
      assertThat(events.next()).contains(new ServerSentEvents.Event("flash", "{\n}"));
      assertThat(events.next()).contains(new ServerSentEvents.Event("message", "x"));
      assertThat(events.next()).isEmpty();
    }
  }

  @Test
  void progress_isALineForEachTenth_orNothing() {
    ProgressBar lines = new ProgressBar(terminal, "Sending", ProgressBar.Style.LINES);
    ProgressBar none = new ProgressBar(terminal, "Sending", ProgressBar.Style.NONE);
    Stream.of(0.0, 0.01, 0.5, 0.55, 1.0, 1.5)
        .forEach(part -> {
          lines.at(part, "");
          none.at(part, "");
        });
    assertThat(err.toString().lines())
        .containsExactly("Sending 0 %", "Sending 50 %", "Sending 100 %");
  }

  @Test
  void browser_isTheOneThatIsNamed_andThereIsNoneWithoutADesktop() {
    assertThat(Browser.find(Map.of("BROWSER", "/bin/true"))).isPresent();
    if (System.getProperty("os.name").equals("Linux")) {
      assertThat(Browser.find(Map.of("PATH", "/usr/bin"))).isEmpty();
    }
  }

  private CommandLine commandLine() {
    return Main.commandLine(new PrintWriter(out), new PrintWriter(err));
  }
}
