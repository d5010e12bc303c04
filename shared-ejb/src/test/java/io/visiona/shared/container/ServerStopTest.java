package io.visiona.shared.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerStopTest {
  private static final String ENDPOINT = "anEndpoint";

  /** The shape of Liberty's bean of an open port. */
  public interface OpenMBean {}

  public static final class Open implements OpenMBean {}

  @Test
  void portThatWasOpenAndIsClosed_isTold_once() throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName name =
        new ObjectName("WebSphere:feature=channelfw,type=endpoint,name=" + ENDPOINT + "-ssl");
    AtomicInteger told = new AtomicInteger();
    try (ServerStop stop = new ServerStop(ENDPOINT, Runnable::run, told::incrementAndGet)) {
      stop.look();
      beans.registerMBean(new Open(), name);
      stop.look();
      assertThat(told).hasValue(0);
      beans.unregisterMBean(name);
      stop.look();
      stop.look();
      assertThat(told).hasValue(1);
    }
  }

  /** The beans may stay where they are while the server waits for what nobody ends. */
  @ParameterizedTest
  @CsvSource({"watching, told", "closed, ''"})
  void signal_isTold_unlessTheApplicationHasStoppedBefore(String how, String expected)
      throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Watching.class.getName(),
                how)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader said = child.inputReader()) {
      assertThat(said.readLine()).isEqualTo("ready");
      // Its streams stay open, as they would not by the process object.
      child.toHandle().destroy();
      assertThat(String.valueOf(said.readLine()).replace("null", "")).isEqualTo(expected);
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }
  }

  /** A process that says when it is told to stop, whose port has no bean. */
  public static final class Watching {
    private Watching() {}

    public static void main(String[] how) throws InterruptedException, IOException {
      ServerStop stop =
          new ServerStop(
              ENDPOINT,
              Runnable::run,
              () -> {
                System.out.println("told");
                System.out.flush();
              });
      if (how[0].equals("closed")) {
        stop.close();
      }
      System.out.println("ready");
      System.out.flush();
      new CountDownLatch(1).await();
    }
  }
}
