package io.visiona.agent.support;

import io.visiona.agent.api.AgentServices;
import io.visiona.agent.api.AgentSite;
import io.visiona.agent.api.Restart;
import io.visiona.agent.flash.Origins;
import io.visiona.agent.http.BuiltInSite;
import io.visiona.agent.simulator.SimulatorProvider;
import io.visiona.agent.target.Pages;
import io.visiona.yamux.blocking.YamuxStream;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.jspecify.annotations.Nullable;

/** An agent with simulated devices whose API is called over streams of a real session. */
public final class AgentRig implements AutoCloseable {
  /** One answer: its head, and its body as it comes. */
  public static final class Answer implements AutoCloseable {
    private final YamuxStream stream;
    private final ClassicHttpResponse head;
    private final InputStream body;

    Answer(YamuxStream stream, ClassicHttpResponse head, InputStream body) {
      this.stream = stream;
      this.head = head;
      this.body = body;
    }

    public int status() {
      return head.getCode();
    }

    public String header(String name) {
      Header header = head.getFirstHeader(name);
      return header == null ? "" : header.getValue();
    }

    public InputStream body() {
      return body;
    }

    public YamuxStream stream() {
      return stream;
    }

    public byte[] bytes() throws IOException {
      return body.readAllBytes();
    }

    public JsonObject json() throws IOException {
      return value().asJsonObject();
    }

    public JsonValue value() throws IOException {
      return Json.createReader(new StringReader(new String(bytes(), StandardCharsets.UTF_8)))
          .readValue();
    }

    /** The code of the error envelope. */
    public String code() throws IOException {
      return json().getJsonObject("error").getString("code");
    }

    @Override
    public void close() {
      stream.reset();
    }
  }

  private final Pair pair;
  private final AgentServices services;
  private final AgentSite site;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Boolean> restarts = new CopyOnWriteArrayList<>();

  public AgentRig(Path folder, String... devices) throws IOException, InterruptedException {
    this(folder, List.of("http://127.0.0.1:1"), devices);
  }

  public AgentRig(Path folder, List<String> origins, String... devices)
      throws IOException, InterruptedException {
    pair = new Pair();
    services =
        new AgentServices(
            new AgentServices.Parts(
                "rig",
                "1.2.3",
                new SimulatorProvider(),
                List.of(devices),
                folder,
                new Origins(origins),
                client,
                false,
                new Restart() {
                  @Override
                  public boolean isHostAllowed() {
                    return false;
                  }

                  @Override
                  public void ask(boolean host) {
                    restarts.add(host);
                  }
                }));
    services.start(true);
    site = new AgentSite(services.api(), new BuiltInSite("1.2.3"), Pages.none(), services.faults());
  }

  public AgentServices services() {
    return services;
  }

  public List<Boolean> restarts() {
    return restarts;
  }

  /** A stream that the agent serves. */
  public YamuxStream open() throws IOException, InterruptedException {
    YamuxStream near = pair.open();
    YamuxStream far = pair.accept();
    Thread.ofVirtual()
        .start(() -> {
          try {
            site.serve(far);
            far.close();
          } catch (IOException | InterruptedException e) {
            far.reset();
          }
        });
    return near;
  }

  public Answer get(String path, String... headers) throws Exception {
    return call("GET", path, null, headers);
  }

  public Answer post(String path, String json) throws Exception {
    return call("POST", path, json);
  }

  /** Calls the API; a body is JSON unless a header says otherwise. */
  public Answer call(String method, String path, @Nullable String body, String... headers)
      throws IOException, HttpException, InterruptedException {
    byte[] bytes = body == null ? null : body.getBytes(StandardCharsets.UTF_8);
    return send(method, path, bytes, headers);
  }

  public Answer send(String method, String path, byte @Nullable [] body, String... headers)
      throws IOException, HttpException, InterruptedException {
    YamuxStream stream = open();
    StringBuilder head =
        new StringBuilder(method + " /api/" + path + " HTTP/1.1\r\nHost: agent\r\n");
    boolean typed = false;
    for (String header : headers) {
      head.append(header).append("\r\n");
      typed |= header.startsWith("Content-Type");
    }
    if (body != null) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
      head.append(typed ? "" : "Content-Type: application/json\r\n");
    }
    head.append("\r\n");
    stream.output().write(head.toString().getBytes(StandardCharsets.UTF_8));
    if (body != null) {
      stream.output().write(body);
    }
    return read(stream, method);
  }

  /** Reads the answer that comes on a stream. */
  public static Answer read(YamuxStream stream, String method) throws IOException, HttpException {
    SessionInputBufferImpl buffer = new SessionInputBufferImpl(8192);
    ClassicHttpResponse response = new DefaultHttpResponseParser().parse(buffer, stream.input());
    Header length = response.getFirstHeader("Content-Length");
    InputStream in;
    if (response.containsHeader("Transfer-Encoding")) {
      in = new ChunkedInputStream(buffer, stream.input());
    } else if (length != null && !method.equals("HEAD")) {
      in = new ContentLengthInputStream(buffer, stream.input(), Long.parseLong(length.getValue()));
    } else {
      in =
          response.getCode() == 101
              ? new ContentLengthInputStream(buffer, stream.input(), Long.MAX_VALUE)
              : InputStream.nullInputStream();
    }
    return new Answer(stream, response, in);
  }

  @Override
  public void close() {
    services.close();
    pair.close();
    client.close();
  }
}
