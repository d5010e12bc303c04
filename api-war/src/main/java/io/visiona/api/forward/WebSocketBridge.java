package io.visiona.api.forward;

import io.visiona.shared.exchange.Framing;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A browser's WebSocket carried to the agent as raw bytes. Towards the browser nothing blocks (Liberty's upgraded streams fail at
 * random when read blocking); towards the agent virtual threads wait. The end of one side is the end of both.
 */
public final class WebSocketBridge implements HttpUpgradeHandler {
  private static final Logger LOG = System.getLogger(WebSocketBridge.class.getName());
  private static final int BLOCK = 16 * 1024;

  /** What the far end may say when it declines: it is passed on by a thread of the server. */
  private static final long MOST_DECLINED = 64 * 1024;

  private final Semaphore writable = new Semaphore(0);
  private final AtomicBoolean over = new AtomicBoolean();
  private @Nullable SwitchedPeer peer;
  private @Nullable Executor executor;
  private @Nullable Semaphore waiters;
  private @Nullable WebConnection connection;
  private volatile @Nullable AgentWriter writer;

  /** Whether a caller asks for a WebSocket (RFC 6455 section 4.1). */
  public static boolean isAskedFor(HttpServletRequest request) {
    return request.getMethod().equals("GET") && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  /** Whether a response that declines is short enough to be passed on. */
  public static boolean mayDecline(Framing framing) {
    return framing instanceof Framing.Empty || (framing instanceof Framing.Sized sized && sized.length() <= MOST_DECLINED);
  }

  /** Sets status and headers of the 101 from the agent's. */
  public static void answer(ResponseHead head, HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
    response.setHeader("Connection", "Upgrade");
    response.setHeader("Upgrade", "websocket");
    head.fields().stream()
        .filter(field -> field.name().toLowerCase(Locale.ROOT).startsWith("sec-websocket-"))
        .forEach(field -> response.addHeader(field.name(), field.value()));
  }

  /** Gives the handler its agent, before {@link #init}. */
  public void connect(SwitchedPeer agent, Executor threads, Semaphore callbacks) {
    this.peer = agent;
    this.waiters = callbacks;
    this.executor = threads;
  }

  @Override
  public void init(WebConnection browser) {
    SwitchedPeer agent = peer;
    Executor threads = executor;
    Semaphore permits = waiters;
    if (agent == null || threads == null || permits == null) {
      throw new IllegalStateException("init before connect");
    }
    connection = browser;
    try {
      ServletOutputStream out = browser.getOutputStream();
      out.setWriteListener(new ToBrowser());
      threads.execute(() -> toBrowser(agent, out));
      AgentWriter toAgent = new AgentWriter(agent.output(), permits);
      writer = toAgent;
      threads.execute(() -> toAgent(toAgent));
      ServletInputStream in = browser.getInputStream();
      in.setReadListener(new FromBrowser(in, toAgent));
    } catch (IOException e) {
      end(e);
    }
  }

  private void toAgent(AgentWriter toAgent) {
    try {
      toAgent.run();
    } catch (IOException | RuntimeException e) {
      end(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(e);
    }
  }

  private void toBrowser(SwitchedPeer agent, ServletOutputStream out) {
    byte[] block = new byte[BLOCK];
    try {
      // Liberty calls the listener once by itself; what is written before that may stay where it is.
      writable.acquire();
      int count = agent.read(block, 0, block.length);
      while (count >= 0) {
        awaitWritable(out);
        out.write(block, 0, count);
        if (!agent.hasMore()) {
          awaitWritable(out);
          out.flush();
        }
        count = agent.read(block, 0, block.length);
      }
      awaitWritable(out);
      out.flush();
      awaitWritable(out);
      end(null);
    } catch (IOException | RuntimeException e) {
      end(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(e);
    }
  }

  private void awaitWritable(ServletOutputStream out) throws InterruptedException, IOException {
    while (!out.isReady()) {
      writable.acquire();
      if (over.get()) {
        throw new IOException("the connection is over");
      }
    }
  }

  private void end(@Nullable Throwable why) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    LOG.log(Level.DEBUG, "A WebSocket ended", why);
    writable.release();
    AgentWriter toAgent = writer;
    if (toAgent != null) {
      toAgent.stop();
    }
    SwitchedPeer agent = peer;
    if (agent != null) {
      agent.cancel();
    }
    WebConnection browser = connection;
    if (browser != null) {
      try {
        browser.close();
      } catch (Exception e) {
        LOG.log(Level.DEBUG, "Closing a connection that may be closed already", e);
      }
    }
  }

  @Override
  public void destroy() {
    end(null);
  }

  private final class ToBrowser implements WriteListener {
    @Override
    public void onWritePossible() {
      writable.release();
    }

    @Override
    public void onError(Throwable thrown) {
      end(thrown);
    }
  }

  /** Reads all there is, as Liberty demands, and leaves the waiting to the writer. */
  private final class FromBrowser implements ReadListener {
    private final ServletInputStream in;
    private final AgentWriter agent;
    private final byte[] block = new byte[BLOCK];

    FromBrowser(ServletInputStream in, AgentWriter agent) {
      this.in = in;
      this.agent = agent;
    }

    @Override
    public void onDataAvailable() throws IOException {
      while (!over.get() && in.isReady()) {
        int count = in.read(block);
        if (count < 0 || !accepted(count)) {
          end(null);
          return;
        }
      }
    }

    private boolean accepted(int count) {
      try {
        return agent.offer(block, count);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void onAllDataRead() {
      end(null);
    }

    @Override
    public void onError(Throwable thrown) {
      end(thrown);
    }
  }
}
