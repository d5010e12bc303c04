package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.visiona.tests.support.ScriptedTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What collectors of traces are told, and what not. */
@OnGatewaySite
final class TracesIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final GatewaySite site;
  private final String traceId = UUID.randomUUID().toString().replace("-", "");
  private final String parent = "00f067aa0ba902b7";

  TracesIT(GatewaySite site) {
    this.site = site;
  }

  private String traceParent(String flags) {
    return "00-" + traceId + "-" + parent + "-" + flags;
  }

  /** The two spans of a request: what the caller got, and what the service did. */
  private record Both(Span server, Span client) {}

  private Both both() {
    await().atMost(SOON).until(() -> site.collector().trace(traceId).size() == 2);
    List<Span> spans = site.collector().trace(traceId);
    boolean serverFirst = spans.getFirst().getKind() == SpanKind.SPAN_KIND_SERVER;
    Both both =
        serverFirst
            ? new Both(spans.getFirst(), spans.getLast())
            : new Both(spans.getLast(), spans.getFirst());
    assertThat(both.server().getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(both.client().getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
    return both;
  }

  private static Map<String, String> attributes(Span span) {
    return Collector.attributes(span.getAttributesList());
  }

  private static String id(Span span) {
    return Collector.hex(span.getSpanId().toByteArray());
  }

  private static String parentId(Span span) {
    return Collector.hex(span.getParentSpanId().toByteArray());
  }

  @Test
  void request_isASpanBelowTheCallers_andTheServicesIsBelowThat() {
    String name = GatewaySite.newName();
    site.importUser(name);
    String path = "/closed/" + UUID.randomUUID();
    assertThat(
            site.getAs(site.token(name), path + "?a=b", "traceparent", traceParent("01"))
                .statusCode())
        .isEqualTo(200);
    Span server = both().server();
    Span client = both().client();
    assertThat(server.getName()).isEqualTo("GET /gateway/closed/*");
    assertThat(parentId(server)).isEqualTo(parent);
    assertThat(attributes(server))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "http.request.method", "GET",
                "http.route", "/gateway/closed/*",
                "http.response.status_code", "200",
                "url.scheme", "http",
                "url.path", "/gateway" + path,
                "server.address", "127.0.0.1",
                "server.port", Integer.toString(site.gateway().getPort())));
    assertThat(server.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(client.getName()).isEqualTo("GET");
    assertThat(parentId(client)).isEqualTo(id(server));
    assertThat(attributes(client))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "http.request.method", "GET",
                "http.response.status_code", "200",
                "url.full", site.service().uri() + path,
                "server.address", "127.0.0.1",
                "server.port", Integer.toString(site.service().port())));
    assertThat(site.service().only(path).values("traceparent"))
        .containsExactly("00-" + traceId + "-" + id(client) + "-01");
    assertThat(server.getStartTimeUnixNano()).isLessThanOrEqualTo(client.getStartTimeUnixNano());
    assertThat(server.getEndTimeUnixNano()).isGreaterThanOrEqualTo(client.getEndTimeUnixNano());
  }

  @Test
  void resource_saysWhoseTracesTheyAre_andTheCollectorGetsItsKey() {
    assertThat(site.get("/open/x", "traceparent", traceParent("01")).statusCode()).isEqualTo(200);
    both();
    assertThat(site.collector().resources())
        .singleElement()
        .satisfies(resource ->
            assertThat(resource)
                .containsEntry("service.name", "gateway-of-the-tests")
                .containsEntry("deployment.environment.name", "test"));
    assertThat(site.collector().keys()).isNotEmpty().containsOnly(GatewaySite.COLLECTOR_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void requestWithoutAGoodTraceParent_beginsATrace(String given) {
    String path = "/open/" + UUID.randomUUID();
    assertThat(
            (given.isEmpty() ? site.get(path) : site.get(path, "traceparent", given)).statusCode())
        .isEqualTo(200);
    await()
        .atMost(SOON)
        .until(() -> site.collector().with("url.path", "/gateway" + path).size() == 1);
    Span server = site.collector().with("url.path", "/gateway" + path).getFirst();
    assertThat(server.getParentSpanId().isEmpty()).isTrue();
    String begun = Collector.hex(server.getTraceId().toByteArray());
    // Sampled, with or without the flag that says the id is random (W3C Trace Context level 2
    // section 3.2.2.5).
    assertThat(site.service().only(path).values("traceparent"))
        .singleElement()
        .asString()
        .matches("00-" + begun + "-[0-9a-f]{16}-0[13]");
  }

  @Test
  void callerThatWantsNoTrace_hasNone_andTheServiceKnows() {
    String path = "/open/" + UUID.randomUUID();
    assertThat(site.get(path, "traceparent", traceParent("00")).statusCode()).isEqualTo(200);
    assertThat(site.service().only(path).values("traceparent"))
        .singleElement()
        .asString()
        .startsWith("00-" + traceId + "-")
        .endsWith("-00")
        .doesNotContain(parent);
    String next = "/open/" + UUID.randomUUID();
    assertThat(site.get(next).statusCode()).isEqualTo(200);
    await()
        .atMost(SOON)
        .until(() -> site.collector().with("url.path", "/gateway" + next).size() == 1);
    assertThat(site.collector().trace(traceId)).isEmpty();
  }

  @Test
  void serviceDown_isAnErrorOfBoth() {
    assertThat(site.get("/down/x", "traceparent", traceParent("01")).statusCode()).isEqualTo(503);
    Both both = both();
    assertThat(List.of(both.server(), both.client()))
        .allSatisfy(
            span -> assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR));
    assertThat(attributes(both.server())).containsEntry("http.response.status_code", "503");
    assertThat(attributes(both.server()).get("error.type")).isIn("connect", "circuit_open");
    assertThat(attributes(both.client()))
        .doesNotContainKey("http.response.status_code")
        .containsKey("error.type");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 404})
  void errorOfAService_isOneOfTheCall_andAboveFiveHundredOfTheRequest(int status) {
    String path = "/open/" + UUID.randomUUID();
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(
                    socket, "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n"));
    assertThat(site.get(path, "traceparent", traceParent("01")).statusCode()).isEqualTo(status);
    Both both = both();
    assertThat(both.client().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(attributes(both.client())).containsEntry("error.type", Integer.toString(status));
    assertThat(both.server().getStatus().getCode())
        .isEqualTo(status >= 500 ? StatusCode.STATUS_CODE_ERROR : StatusCode.STATUS_CODE_UNSET);
  }

  @Test
  void requestThatIsRefused_isASpanWithoutACall() {
    assertThat(site.get("/closed/x", "traceparent", traceParent("01")).statusCode()).isEqualTo(401);
    await().atMost(SOON).until(() -> site.collector().trace(traceId).size() == 1);
    assertThat(attributes(site.collector().trace(traceId).getFirst()))
        .containsEntry("http.route", "/gateway/closed/*")
        .containsEntry("http.response.status_code", "401");
  }

  @Test
  void whoAsked_andWhatIsSecret_isNotTold() {
    String name = GatewaySite.newName();
    UUID id = site.importUser(name);
    String token = site.token(name);
    String path = "/closed/" + UUID.randomUUID();
    String secret = "in-the-query-" + UUID.randomUUID();
    site.getAs(
        token,
        path + "?code=" + secret,
        "traceparent",
        traceParent("01"),
        "Cookie",
        "theirs=" + secret,
        "User-Agent",
        secret,
        "X-Other",
        secret);
    both();
    assertThat(site.collector().text())
        .contains(path)
        .doesNotContain(secret, name, id.toString(), token, "Bearer", "client.address");
  }
}
