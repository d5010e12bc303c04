package io.visiona.bench.yamux;

import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.YamuxException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * From one session's {@code send} to the other's handler, window updates included. Targets: a
 * stream of at least 2 GB/s, at least a million frames a second, nothing allocated per frame.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class YamuxBenchmark {
  private static final int STREAMS = 64;
  private static final int MEGABYTE_PARTS = 16;

  private final InMemoryPair pair = new InMemoryPair();
  private final ByteBuffer large = ByteBuffer.allocate(62_500);
  private final ByteBuffer small = ByteBuffer.allocate(64);
  private final Channel[] channels = new Channel[STREAMS];

  /** Opens all streams. */
  @Setup
  public void open() throws YamuxException {
    for (int i = 0; i < STREAMS; i++) {
      channels[i] = pair.open();
    }
  }

  /** One stream; an operation is a megabyte, so that the score is MB/s. */
  @Benchmark
  public void megabytesOfOneStream() {
    for (int i = 0; i < MEGABYTE_PARTS; i++) {
      send(channels[0], large);
      pair.exchange();
    }
  }

  /** Frames of 64 bytes on as many streams; an operation is one frame. */
  @Benchmark
  @OperationsPerInvocation(STREAMS)
  public void smallFrames() {
    for (Channel channel : channels) {
      send(channel, small);
    }
    pair.exchange();
  }

  private static void send(Channel channel, ByteBuffer payload) {
    if (channel.send(payload.clear()) != payload.capacity()) {
      throw new IllegalStateException("no credit");
    }
  }

  /** Runs with the profiler that shows allocation. */
  public static void main(String[] args) throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(YamuxBenchmark.class.getSimpleName())
                .addProfiler("gc")
                .build())
        .run();
  }
}
