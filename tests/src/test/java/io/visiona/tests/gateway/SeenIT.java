package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Promtool;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of the gateway. */
@OnGatewaySite
final class SeenIT {
  /** Not in a server of its own; {@code RelaysIT} looks for it. */
  private static final String OF_SEVERAL_RELAYS = "visiona_directory_seconds";

  private final GatewaySite site;

  SeenIT(GatewaySite site) {
    this.site = site;
  }

  @Test
  void accessLog_hasOneLineForEachRequest_withTheseFieldsAndNoMore() throws Exception {
    String name = GatewaySite.newName();
    UUID id = site.importUser(name);
    String token = site.token(name);
    String path = "/closed/" + UUID.randomUUID();
    assertThat(
            site.getAs(token, path + "?secret=in-the-query", "X-Request-Id", "seen-1").statusCode())
        .isEqualTo(200);
    assertThat(site.get(path + "?secret=in-the-query", "X-Request-Id", "seen-2").statusCode())
        .isEqualTo(401);
    assertThat(site.get("/nothing", "X-Request-Id", "seen-3").statusCode()).isEqualTo(404);
    await().atMost(Duration.ofSeconds(10)).until(() -> lines("seen-3").size() == 1);
    JsonObject good = only("seen-1");
    assertThat(good.keySet())
        .containsExactly(
            "timestamp",
            "level",
            "service",
            "request_id",
            "method",
            "path",
            "username",
            "user_id",
            "backend_service",
            "response_time_ms",
            "status_code",
            "upstream_status");
    assertThat(Instant.parse(good.getString("timestamp")))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(good.getString("level")).isEqualTo("INFO");
    assertThat(good.getString("service")).isEqualTo("gateway");
    assertThat(good.getString("method")).isEqualTo("GET");
    assertThat(good.getString("path")).isEqualTo("/gateway" + path);
    assertThat(good.getString("username")).isEqualTo(hash(name));
    assertThat(good.getString("user_id")).isEqualTo(hash(id.toString()));
    assertThat(good.getString("backend_service")).isEqualTo("echo");
    assertThat(good.getInt("response_time_ms")).isBetween(0, 30_000);
    assertThat(good.getInt("status_code")).isEqualTo(200);
    assertThat(good.getInt("upstream_status")).isEqualTo(200);
    JsonObject refused = only("seen-2");
    assertThat(refused.getString("level")).isEqualTo("WARN");
    assertThat(refused.get("username")).isEqualTo(JsonValue.NULL);
    assertThat(refused.get("user_id")).isEqualTo(JsonValue.NULL);
    assertThat(refused.get("upstream_status")).isEqualTo(JsonValue.NULL);
    assertThat(refused.getInt("status_code")).isEqualTo(401);
    assertThat(only("seen-3").get("backend_service")).isEqualTo(JsonValue.NULL);
    assertThat(Files.readString(log()))
        .doesNotContain("in-the-query")
        .doesNotContain(token)
        .doesNotContain(name)
        .doesNotContain(id.toString());
  }

  @Test
  void metrics_countRequestsTimesFailuresAndErrors() {
    double before =
        metric("gateway_requests_total", "method=\"GET\"", "service=\"echo\"", "status=\"200\"");
    assertThat(site.get("/open/metrics").statusCode()).isEqualTo(200);
    assertThat(site.get("/closed/metrics").statusCode()).isEqualTo(401);
    assertThat(site.get("/down/metrics").statusCode()).isEqualTo(503);
    assertThat(
            metric(
                "gateway_requests_total", "method=\"GET\"", "service=\"echo\"", "status=\"200\""))
        .isGreaterThan(before);
    assertThat(metric("gateway_request_duration_seconds_count", "service=\"echo\"")).isPositive();
    assertThat(metric("gateway_request_duration_seconds_bucket", "service=\"echo\"", "le=\"+Inf\""))
        .isPositive();
    assertThat(metric("gateway_auth_failures_total", "reason=\"missing\"")).isPositive();
    assertThat(metric("gateway_proxy_errors_total", "kind=\"connect\"", "service=\"nobody\""))
        .isPositive();
    assertThat(metric("gateway_route_reloads_total", "outcome=\"applied\"")).isPositive();
    assertThat(metrics())
        .noneMatch(line ->
            line.startsWith("gateway_")
                && (line.contains("user-")
                    || line.contains("127.0.0.1")
                    || line.contains("/open")));
  }

  @Test
  void metrics_areWhatPromtoolExpects() throws Exception {
    Assumptions.assumeTrue(Promtool.isInstalled(), "needs promtool: apt-get install prometheus");
    site.get("/open/promtool");
    String ours =
        metrics().stream()
            .filter(line -> line.matches("(# (HELP|TYPE) )?gateway_.*"))
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(ours).contains("gateway_requests_total");
    assertThat(Promtool.complaintsAbout(ours)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/grafana/visiona.json", "deploy/prometheus/visiona.rules.yml"})
  void everyMetricOfDashboardAndAlarms_isThere(String file) throws Exception {
    String text = Files.readString(site.stack().build().root().resolve(file));
    site.get("/open/dashboard");
    site.get("/closed/dashboard");
    site.get("/down/dashboard");
    List<String> named =
        Pattern.compile("\\b(?:(?:gateway|visiona)_[a-z_]+|memory_[A-Za-z_]+)")
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .distinct()
            .toList();
    assertThat(named).hasSizeGreaterThan(10);
    List<String> there = metrics();
    assertThat(named)
        .filteredOn(name -> !name.startsWith(OF_SEVERAL_RELAYS))
        .allSatisfy(
            name -> assertThat(there).as(name).anyMatch(line -> line.startsWith(name + "{")));
  }

  private double metric(String name, String... tags) {
    return metrics().stream()
        .filter(
            line -> line.startsWith(name + "{") && List.of(tags).stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }

  private List<String> metrics() {
    return Plain.get(
            URI.create("http://127.0.0.1:" + site.stack().ports().operations() + "/metrics"))
        .body()
        .lines()
        .toList();
  }

  private Path log() {
    return site.stack().apiServer().output().resolve("logs/gateway-access.log");
  }

  private JsonObject only(String requestId) {
    List<String> lines = lines(requestId);
    assertThat(lines).hasSize(1);
    return Person.json(lines.getFirst());
  }

  private List<String> lines(String requestId) {
    try {
      return Files.exists(log())
          ? Files.readAllLines(log()).stream()
              .filter(line -> line.contains("\"request_id\":\"" + requestId + "\""))
              .toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)),
            0,
            4);
  }
}
