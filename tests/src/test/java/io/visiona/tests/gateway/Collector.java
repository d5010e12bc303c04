package io.visiona.tests.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;

/**
 * Whoever collects traces: OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp).
 * Keeps everything.
 */
final class Collector implements AutoCloseable {
  static final String KEY_HEADER = "x-collector-key";

  private final HttpServer server;
  private final ConcurrentLinkedQueue<ExportTraceServiceRequest> messages =
      new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> keys = new ConcurrentLinkedQueue<>();

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void take(HttpExchange exchange) throws IOException {
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (InputStream body =
        gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
      messages.add(ExportTraceServiceRequest.parseFrom(body));
    }
    keys.add(exchange.getRequestHeaders().getFirst(KEY_HEADER));
    byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
    exchange.close();
  }

  /** Those of one trace, in hexadecimal. */
  List<Span> trace(String traceId) {
    return spans().stream()
        .filter(span -> hex(span.getTraceId().toByteArray()).equals(traceId))
        .toList();
  }

  /** Those that have an attribute. */
  List<Span> with(String name, String value) {
    return spans().stream()
        .filter(span -> value.equals(attributes(span.getAttributesList()).get(name)))
        .toList();
  }

  private List<Span> spans() {
    return messages.stream()
        .flatMap(message -> message.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .map(ScopeSpans::getSpansList)
        .flatMap(List::stream)
        .toList();
  }

  /** What is said of the servers. */
  List<Map<String, String>> resources() {
    return messages.stream()
        .flatMap(message -> message.getResourceSpansList().stream())
        .map(ResourceSpans::getResource)
        .map(resource -> attributes(resource.getAttributesList()))
        .distinct()
        .toList();
  }

  /** What came as the header that was configured. */
  List<String> keys() {
    return List.copyOf(keys);
  }

  /** Everything as text. */
  String text() {
    StringBuilder all = new StringBuilder();
    messages.forEach(all::append);
    return all.toString();
  }

  static Map<String, String> attributes(List<KeyValue> list) {
    Map<String, String> attributes = new TreeMap<>();
    for (KeyValue one : list) {
      AnyValue value = one.getValue();
      attributes.put(
          one.getKey(),
          value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue());
    }
    return attributes;
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
