package io.visiona.incontainer;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.visiona.launch.Await;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A test server as its administrator sees it: by the local JMX connector and the process table. */
final class ServerLook implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern NAME = Pattern.compile("\"name\": \"([^\"]*)\"");

  private final JMXConnector connector;
  private final MBeanServerConnection server;
  private final Path folder;
  private final String application;

  private ServerLook(JMXConnector connector, Path folder, String application) throws IOException {
    this.connector = connector;
    this.server = connector.getMBeanServerConnection();
    this.folder = folder;
    this.application = application;
  }

  /** The server of {@code relay} or {@code api}, whose application has the same name. */
  @SuppressWarnings("BanJNDI") // the address is in a file of the server that the test has started
  static ServerLook at(String part) throws IOException {
    Path folder =
        Path.of(System.getProperty("in-container.usr"))
            .resolve("servers")
            .resolve(System.getProperty("in-container." + part + ".server"));
    String address =
        Files.readAllLines(folder.resolve("logs/state/com.ibm.ws.jmx.local.address")).getFirst();
    return new ServerLook(JMXConnectorFactory.connect(new JMXServiceURL(address)), folder, part);
  }

  /** Stops the application, and not the server. */
  void stopApplication() throws IOException, JMException {
    ask("stop", "STOPPED");
  }

  /** Starts it again. */
  void startApplication() throws IOException, JMException {
    ask("start", "STARTED");
  }

  private void ask(String operation, String state) throws IOException, JMException {
    ObjectName bean =
        new ObjectName(
            "WebSphere:service=com.ibm.websphere.application.ApplicationMBean,name=" + application);
    server.invoke(bean, operation, new Object[0], new String[0]);
    Await.until(LIMIT, () -> state.equals(attribute(bean, "State")));
  }

  private Object attribute(ObjectName bean, String name) {
    try {
      return server.getAttribute(bean, name);
    } catch (IOException | JMException gone) {
      return gone;
    }
  }

  /** Names of all threads, virtual ones too. */
  List<String> threads() throws IOException {
    Path file = Files.createTempDirectory(folder, "threads").resolve("threads.json");
    ManagementFactory.newPlatformMXBeanProxy(
            server, "com.sun.management:type=HotSpotDiagnostic", HotSpotDiagnosticMXBean.class)
        .dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.JSON);
    List<String> names = new ArrayList<>();
    Matcher matcher = NAME.matcher(Files.readString(file));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /** All management beans. */
  Set<String> beans() throws IOException {
    Set<String> names = new TreeSet<>();
    server.queryNames(null, null).forEach(name -> names.add(name.getCanonicalName()));
    return names;
  }

  /** What the process has open. */
  List<String> descriptors() throws IOException {
    long pid =
        ManagementFactory.newPlatformMXBeanProxy(
                server, ManagementFactory.RUNTIME_MXBEAN_NAME, RuntimeMXBean.class)
            .getPid();
    List<String> open = new ArrayList<>();
    try (Stream<Path> links = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path link : links.toList()) {
        if (Files.isSymbolicLink(link)) {
          open.add(Files.readSymbolicLink(link).toString());
        }
      }
    } catch (java.nio.file.NoSuchFileException closedMeanwhile) {
      return descriptors();
    }
    return open;
  }

  /** Connections of the server's pools that somebody holds. */
  int connectionsInUse() throws IOException, JMException {
    int inUse = 0;
    Set<ObjectName> pools =
        server.queryNames(new ObjectName("WebSphere:type=ConnectionPoolStats,*"), null);
    for (ObjectName pool : pools) {
      inUse += ((Number) server.getAttribute(pool, "ManagedConnectionCount")).intValue();
      inUse -= ((Number) server.getAttribute(pool, "FreeConnectionCount")).intValue();
    }
    return inUse;
  }

  /** Everything logged, as JSON lines. */
  String messages() throws IOException {
    return Files.readString(folder.resolve("logs/messages.log"));
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
