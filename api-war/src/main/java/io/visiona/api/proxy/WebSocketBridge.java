package io.visiona.api.proxy;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A browser's WebSocket carried to the upstream as raw bytes. Towards the browser nothing blocks
 * (Liberty's upgraded streams fail at random when read blocking); towards the upstream virtual
 * threads wait.
 *
 * <p>The end of one side is the end of both, in order: what a browser sent before it left is
 * delivered, then the upstream sees the end of the stream; what an upstream sent before it left is
 * delivered, then the browser's connection is closed. After {@value #LINGER_SECONDS} s the rest is
 * cancelled. Nothing waits for a browser for ever: one that takes nothing has as long as a body may
 * stand still, {@value #LINGER_SECONDS} s once the upstream is over, and no time when the bridge is
 * ended from this side.
 */
public final class WebSocketBridge implements HttpUpgradeHandler {
  private static final Logger LOG = System.getLogger(WebSocketBridge.class.getName());
  private static final int BLOCK = 16 * 1024;
  private static final long LINGER_SECONDS = 5;
  private static final long LOOK_MILLIS = 500;

  private final Semaphore writable = new Semaphore(0);
  private final AtomicBoolean clientOver = new AtomicBoolean();
  private final CountDownLatch upstreamOver = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final FrameTracker frames = new FrameTracker();

  /** A write waits for the client: the container's own close would wait behind it. */
  private volatile boolean stuck;

  private @Nullable BridgeSession session;
  private @Nullable UpstreamWriter writer;
  private @Nullable WebConnection connection;

  /** Gives the handler its upstream, before {@link #init}. */
  void connect(BridgeSession with) {
    this.session = with;
    this.writer = new UpstreamWriter(with.waiting());
  }

  @Override
  public void init(WebConnection browser) {
    BridgeSession with = session;
    UpstreamWriter queue = writer;
    if (with == null || queue == null) {
      throw new IllegalStateException("init before connect");
    }
    with.closer().closeWithUpgrade();
    connection = browser;
    if (!with.begin()) {
      closeClient();
      return;
    }
    with.threads().execute(() -> toUpstream(with, queue));
    try {
      ServletOutputStream out = browser.getOutputStream();
      out.setWriteListener(new ToBrowser());
      with.threads().execute(() -> toBrowser(with, out));
      ServletInputStream in = browser.getInputStream();
      in.setReadListener(new FromBrowser(in, queue));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "A WebSocket could not be taken over", e);
      upstreamOver.countDown();
      eitherEnded();
    }
  }

  /** Writes until the client ends, then waits for the upstream's end; the last to leave. */
  private void toUpstream(BridgeSession with, UpstreamWriter queue) {
    UpstreamExchange upstream = with.upstream();
    try {
      queue.run(upstream.switchedOutput());
      upstream.closeSwitchedOutput();
      upstreamOver.await();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "The upstream of a WebSocket takes no more", e);
      upstream.cancel();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      upstream.cancel();
    } finally {
      done.countDown();
      closeClient();
      with.end();
    }
  }

  private void toBrowser(BridgeSession with, ServletOutputStream out) {
    UpstreamExchange upstream = with.upstream();
    byte[] block = new byte[BLOCK];
    try {
      // Liberty calls the listener once by itself; what is written before that may stay where it
      // is.
      awaitCall(with, System.nanoTime());
      int count = upstream.read(block, 0, block.length);
      while (count >= 0) {
        if (!clientOver.get()) {
          write(with, block, count, out);
        }
        count = upstream.read(block, 0, block.length);
      }
      if (!clientOver.get()) {
        awaitWritable(with, out);
        out.flush();
        awaitWritable(with, out);
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "A WebSocket ended", e);
      bidFarewell(with.farewell().get(), out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      upstreamOver.countDown();
      eitherEnded();
    }
  }

  private void write(BridgeSession with, byte[] block, int count, ServletOutputStream out)
      throws IOException, InterruptedException {
    awaitWritable(with, out);
    out.write(block, 0, count);
    frames.pass(block, count);
    if (!with.upstream().hasMore()) {
      awaitWritable(with, out);
      out.flush();
    }
  }

  /** A frame of ours between the upstream's; where one of those was cut, it could not be read. */
  private void bidFarewell(byte[] frame, ServletOutputStream out) {
    if (frame.length == 0 || clientOver.get() || !frames.isBetweenFrames() || !out.isReady()) {
      return;
    }
    try {
      out.write(frame, 0, frame.length);
      if (out.isReady()) {
        out.flush();
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "The client of a WebSocket did not wait for its end", e);
    }
  }

  private void awaitWritable(BridgeSession with, ServletOutputStream out)
      throws InterruptedException, IOException {
    long since = System.nanoTime();
    while (!out.isReady()) {
      awaitCall(with, since);
    }
  }

  /** Waits for the container's word that the client takes more, and looks up now and then. */
  private void awaitCall(BridgeSession with, long since) throws InterruptedException, IOException {
    boolean called = false;
    while (!called) {
      called = writable.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (clientOver.get()) {
        throw new IOException("the client is gone");
      }
      if (with.limits().cancelled().getAsBoolean()) {
        stuck = !called;
        throw new IOException("ended from this side");
      }
      long patience =
          with.upstream().isOver()
              ? TimeUnit.SECONDS.toNanos(LINGER_SECONDS)
              : with.limits().idle().toNanos();
      if (!called && System.nanoTime() - since > patience) {
        stuck = true;
        throw new IOException("the client takes nothing");
      }
    }
  }

  /** Either side has ended: what the client sent before is delivered, but not for ever. */
  private void eitherEnded() {
    boolean first = closeClient();
    UpstreamWriter queue = writer;
    BridgeSession with = session;
    if (first && queue != null && with != null) {
      queue.stop();
      with.threads().execute(() -> linger(with.upstream()));
    }
  }

  private void linger(UpstreamExchange upstream) {
    try {
      if (!done.await(LINGER_SECONDS, TimeUnit.SECONDS)) {
        upstream.cancel();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      upstream.cancel();
    }
  }

  /** Closes the client's connection; true for the first to do so. */
  private boolean closeClient() {
    if (!clientOver.compareAndSet(false, true)) {
      return false;
    }
    writable.release();
    WebConnection browser = connection;
    BridgeSession with = session;
    if (stuck && with != null && with.closer().canCloseNow()) {
      with.closer().closeNow();
    } else if (browser != null) {
      try {
        browser.close();
      } catch (Exception e) {
        LOG.log(Level.DEBUG, "Closing a connection that may be closed already", e);
      }
    }
    return true;
  }

  @Override
  public void destroy() {
    eitherEnded();
  }

  private final class ToBrowser implements WriteListener {
    @Override
    public void onWritePossible() {
      writable.release();
    }

    @Override
    public void onError(Throwable thrown) {
      LOG.log(Level.DEBUG, "A WebSocket's client is gone", thrown);
      eitherEnded();
    }
  }

  /** Reads all there is, as Liberty demands, and leaves the waiting to the writer. */
  private final class FromBrowser implements ReadListener {
    private final ServletInputStream in;
    private final UpstreamWriter queue;
    private final byte[] block = new byte[BLOCK];

    FromBrowser(ServletInputStream in, UpstreamWriter queue) {
      this.in = in;
      this.queue = queue;
    }

    @Override
    public void onDataAvailable() throws IOException {
      while (!clientOver.get() && in.isReady()) {
        int count = in.read(block);
        if (count < 0 || !accepted(count)) {
          eitherEnded();
          return;
        }
      }
    }

    private boolean accepted(int count) {
      try {
        return queue.offer(block, count);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void onAllDataRead() {
      eitherEnded();
    }

    @Override
    public void onError(Throwable thrown) {
      LOG.log(Level.DEBUG, "A WebSocket's client is gone", thrown);
      eitherEnded();
    }
  }
}
