package io.visiona.relay.internal;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.http.JsonResponses;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.ExchangeException;
import io.visiona.shared.exchange.ExchangeLimits;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.HopByHop;
import io.visiona.shared.exchange.HttpExchange;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/**
 * {@code POST /internal/forward/http}: one HTTP request to an agent, for tools and scripts. The
 * request's body is streamed to the agent, its answer streamed back. An answer that is cut short
 * ends without its length or last chunk.
 */
@WebServlet(urlPatterns = "/internal/forward/http", asyncSupported = true)
public final class ForwardServlet extends HttpServlet {
  /** A busy agent may have a free stream any moment. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(ForwardServlet.class.getName());
  private static final String CUT = ForwardServlet.class.getName() + ".cut";
  private static final int HEAD_BYTES = 64 * 1024;
  private static final int BLOCK = 32 * 1024;

  private final transient InMemorySessionStore store;
  private final transient ExecutorService executor;
  private final transient JsonResponses answers;
  private final transient ExchangeLimits limits;

  @Inject
  public ForwardServlet(
      InMemorySessionStore store,
      TunnelConfig config,
      ExecutorService executor,
      JsonResponses answers) {
    this.store = store;
    this.executor = executor;
    this.answers = answers;
    this.limits =
        new ExchangeLimits(
            config.openTimeout(), Duration.ofSeconds(60), Duration.ofSeconds(300), HEAD_BYTES);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getAttribute(CUT) != null) {
      throw new IOException("the agent's answer was cut short");
    }
    if (!"POST".equals(request.getMethod())) {
      response.setHeader("Allow", "POST");
      answers.error(request, response, ErrorCode.METHOD_NOT_ALLOWED);
      return;
    }
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0);
    executor.execute(() -> serve(request, response, async));
  }

  private void serve(HttpServletRequest request, HttpServletResponse response, AsyncContext async) {
    try {
      forward(request, response);
      async.complete();
    } catch (IOException | RuntimeException failed) {
      LOG.log(
          codeOf(failed) == ErrorCode.INTERNAL ? Level.ERROR : Level.DEBUG,
          "Forwarding failed",
          failed);
      end(request, response, async, failed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(request, response, async, new ApiException(ErrorCode.DRAINING, e));
    }
  }

  private void end(
      HttpServletRequest request,
      HttpServletResponse response,
      AsyncContext async,
      Exception failed) {
    if (response.isCommitted()) {
      // Only an error in a dispatch keeps the container from ending the body as if it were whole.
      request.setAttribute(CUT, true);
      async.dispatch();
      return;
    }
    try {
      response.reset();
      ErrorCode code = codeOf(failed);
      if (code == ErrorCode.AGENT_BUSY) {
        answers.errorForNow(request, response, code, RETRY_AFTER);
      } else {
        answers.error(request, response, code);
      }
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "The caller is gone", gone);
    }
    async.complete();
  }

  private static ErrorCode codeOf(Exception failed) {
    if (failed instanceof ApiException known) {
      return known.code();
    }
    if (failed instanceof ExchangeException exchange) {
      return switch (exchange.code()) {
        case BUSY, REFUSED -> ErrorCode.AGENT_BUSY;
        case OPEN_TIMEOUT, RESPONSE_TIMEOUT, IDLE_TIMEOUT -> ErrorCode.AGENT_TIMEOUT;
        case BAD_RESPONSE -> ErrorCode.AGENT_BAD_RESPONSE;
        case NOT_SENT, LOST -> ErrorCode.AGENT_UNREACHABLE;
      };
    }
    return failed instanceof IOException ? ErrorCode.AGENT_UNREACHABLE : ErrorCode.INTERNAL;
  }

  private void forward(HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    ForwardRequest asked = ForwardRequest.of(request, store);
    HttpExchange exchange =
        HttpExchange.begin(
            asked.tunnel()::openStream, limits, asked.head(), new byte[0], !asked.hasBody());
    try {
      if (asked.hasBody()) {
        executor.execute(() -> sendBody(request, asked, exchange));
      }
      copy(exchange, response);
      exchange.close();
    } catch (IOException | RuntimeException failed) {
      exchange.cancel();
      throw failed;
    }
  }

  private static void sendBody(
      HttpServletRequest request, ForwardRequest asked, HttpExchange exchange) {
    try {
      exchange.send(request.getInputStream(), asked.chunked());
    } catch (IOException | RuntimeException failed) {
      LOG.log(Level.DEBUG, "The request's body could not be sent", failed);
      exchange.cancel();
    }
  }

  private static void copy(HttpExchange exchange, HttpServletResponse response) throws IOException {
    ResponseHead head = exchange.response();
    response.setStatus(head.status());
    for (Field field : HopByHop.strip(head.fields())) {
      if (!field.is("Content-Length")) {
        response.addHeader(field.name(), field.value());
      }
    }
    if (exchange.framing() instanceof BodyFraming.Sized sized) {
      response.setContentLengthLong(sized.length());
    }
    OutputStream out = response.getOutputStream();
    byte[] block = new byte[BLOCK];
    int count = exchange.read(block, 0, block.length);
    while (count >= 0) {
      out.write(block, 0, count);
      if (!exchange.hasMore()) {
        out.flush();
      }
      count = exchange.read(block, 0, block.length);
    }
  }
}
