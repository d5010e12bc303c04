package io.visiona.shared.container;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The applications of this server, as far as the container tells: Open Liberty has a management
 * bean of each. In other containers nothing is known of others. Thread-safe.
 */
public final class Applications {
  private static final String BEANS =
      "WebSphere:service=com.ibm.websphere.application.ApplicationMBean,name=*";

  /** A system property, because applications share nothing else. */
  private static final String REFUSED = "io.visiona.refused";

  private Applications() {}

  /** Notes that one of ours will not start, for the others of ours. */
  public static synchronized void refuse(String application) {
    System.setProperty(REFUSED, System.getProperty(REFUSED, "") + " " + application);
  }

  /** Whether an application of that name is one of this server's, however it is. */
  public static boolean isHere(String application) {
    try {
      return !ManagementFactory.getPlatformMBeanServer()
          .queryNames(new ObjectName(BEANS.replace("*", application)), null)
          .isEmpty();
    } catch (JMException malformed) {
      throw new IllegalArgumentException(application, malformed);
    }
  }

  /** Whether an application is starting that has not been refused. */
  public static boolean othersAreStarting() {
    Set<String> refused =
        Arrays.stream(System.getProperty(REFUSED, "").split(" ")).collect(Collectors.toSet());
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      for (ObjectName bean : List.copyOf(server.queryNames(new ObjectName(BEANS), null))) {
        if (!refused.contains(bean.getKeyProperty("name"))
            && "STARTING".equals(server.getAttribute(bean, "State"))) {
          return true;
        }
      }
      return false;
    } catch (JMException gone) {
      // It was there a moment ago: the next look will tell.
      return true;
    }
  }
}
