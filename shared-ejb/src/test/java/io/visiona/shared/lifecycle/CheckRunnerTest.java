package io.visiona.shared.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check is a line, and none can hold up or hide the others. */
final class CheckRunnerTest {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  @TempDir private Path folder;

  @Test
  void everyCheck_isALine_whateverTheOthersDo() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CheckRunner checks = new CheckRunner(report(), executor, PATIENCE);
      checks.run("first", () -> "is fine");
      assertThat(checks.failed()).isFalse();
      checks.run(
          "second",
          () -> {
            throw new IOException("cannot be opened", new IOException("Connection refused\nnow"));
          });
      checks.run(
          "third",
          () -> {
            new CountDownLatch(1).await();
            return "never";
          });
      checks.runIf(false, "fourth", "is not set", () -> "never asked");
      checks.warn("fifth", Optional.of("should be otherwise"));
      checks.warn("sixth", Optional.empty());
      assertThat(checks.failed()).isTrue();
    }
    assertThat(lines())
        .containsExactly(
            "ok      first        is fine",
            "FAILED  second       cannot be opened: Connection refused?now",
            "FAILED  third        no answer within 0 s",
            "unused  fourth       is not set",
            "warning fifth        should be otherwise");
  }

  @Test
  void reasonThatIsToldTwice_isOne() {
    assertThat(CheckRunner.reason(new IllegalStateException(new IOException("away"))))
        .isEqualTo("java.io.IOException: away");
    assertThat(CheckRunner.reason(new IOException())).isEqualTo("IOException");
  }

  @Test
  void serverThatIsToServe_hasNoReport() {
    assertThat(CheckReport.of(new SmallRyeConfigBuilder().build())).isEmpty();
  }

  private CheckReport report() {
    return CheckReport.of(
            new SmallRyeConfigBuilder()
                .withSources(
                    new PropertiesConfigSource(
                        Map.of("visiona.check.report", file().toString()), "test", 100))
                .build())
        .orElseThrow();
  }

  private Path file() {
    return folder.resolve("report");
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file());
  }
}
