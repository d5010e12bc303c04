package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The database is away: nobody passes on a guess. */
@OnGatewaySite
final class DatabaseDownIT {
  private final GatewaySite site;

  DatabaseDownIT(GatewaySite site) {
    this.site = site;
  }

  /** A stopped process answers nobody, as a database behind a broken network. */
  @Test
  void usersThatMustBeLookedUp_are503_othersGoOn_andAllIsWellAfterwards() throws Exception {
    String name = GatewaySite.newName();
    site.importUser(name);
    String token = site.token(name);
    String path = "/closed/database-" + name;
    List<ProcessHandle> database = postgres();
    assertThat(database).isNotEmpty();
    try {
      for (ProcessHandle process : database) {
        signal("STOP", process);
      }
      HttpResponse<String> answer = site.getAs(token, path);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(GatewaySite.code(answer)).isEqualTo("SERVICE_UNAVAILABLE");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(site.get("/open/database").statusCode())
          .as("public routes need no database")
          .isEqualTo(200);
      assertThat(site.getAs("bad.token.here", path).statusCode())
          .as("bad tokens are still refused")
          .isEqualTo(401);
    } finally {
      for (ProcessHandle process : database) {
        signal("CONT", process);
      }
    }
    assertThat(site.service().received(path)).isEmpty();
    await().atMost(Duration.ofSeconds(60)).until(() -> site.getAs(token, path).statusCode() == 200);
  }

  private List<ProcessHandle> postgres() {
    String port = Integer.toString(site.postgres().getPort());
    return ProcessHandle.allProcesses()
        .filter(process ->
            process
                .info()
                .arguments()
                .map(arguments -> String.join(" ", arguments))
                .filter(line -> line.contains(port))
                .isPresent())
        .filter(process ->
            process.info().command().filter(command -> command.endsWith("postgres")).isPresent())
        .flatMap(process ->
            java.util.stream.Stream.concat(
                java.util.stream.Stream.of(process), process.descendants()))
        .distinct()
        .toList();
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }
}
