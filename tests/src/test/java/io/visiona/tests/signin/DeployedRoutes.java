package io.visiona.tests.signin;

import io.visiona.launch.Installation;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * Every endpoint of the web application that the servers of the tests run, read from that
 * application: the resources its JAX-RS application lists, its table of what is forwarded, and the
 * servlets it maps.
 */
final class DeployedRoutes {
  /** Methods that a route for any method is tried with. */
  private static final List<String> ANY = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private static final String APPLICATION = "io.visiona.api.server.start.ApiApplication";
  private static final String FORWARDED = "io.visiona.api.devices.Routes";

  /**
   * One of them.
   *
   * @param method the HTTP method
   * @param template the path with {@code {name}} for what varies
   */
  record Route(String method, String template) implements Comparable<Route> {
    @Override
    public int compareTo(Route other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return template + " " + method;
    }

    boolean varies() {
      return template.contains("{");
    }
  }

  private DeployedRoutes() {}

  /** All of them, sorted. */
  static SortedSet<Route> all() throws Exception {
    java.nio.file.Path unpacked =
        unpack(Installation.find().liberty().resolve("usr/shared/apps/api.war"));
    TreeSet<Route> routes = new TreeSet<>();
    try (URLClassLoader loader = loader(unpacked)) {
      routes.addAll(resources(loader));
      routes.addAll(forwarded(loader));
    }
    routes.addAll(servlets(unpacked.resolve("WEB-INF/web.xml")));
    return routes;
  }

  private static List<Route> resources(ClassLoader loader) throws Exception {
    Class<?> type = loader.loadClass(APPLICATION);
    Application application = (Application) type.getConstructor().newInstance();
    String base = type.getAnnotation(ApplicationPath.class).value();
    List<Route> routes = new ArrayList<>();
    for (Class<?> resource : application.getClasses()) {
      Path path = resource.getAnnotation(Path.class);
      if (path != null) {
        for (Method method : resource.getMethods()) {
          Path below = method.getAnnotation(Path.class);
          String template = join(base, path.value(), below == null ? "" : below.value());
          methods(method).forEach(verb -> routes.add(new Route(verb, template)));
        }
      }
    }
    return routes;
  }

  private static List<String> methods(Method method) {
    List<String> verbs = new ArrayList<>();
    for (Annotation annotation : method.getAnnotations()) {
      HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (verb != null) {
        verbs.add(verb.value());
      }
    }
    return verbs;
  }

  private static List<Route> forwarded(ClassLoader loader) throws Exception {
    Collection<?> table = (Collection<?>) loader.loadClass(FORWARDED).getField("TABLE").get(null);
    List<Route> routes = new ArrayList<>();
    for (Object row : table) {
      String method = (String) row.getClass().getMethod("method").invoke(row);
      String template = (String) row.getClass().getMethod("template").invoke(row);
      String whole = template.startsWith("/ws/") ? template : "/api/agents/{agent}" + template;
      (method.equals("*") ? ANY : List.of(method))
          .forEach(verb -> routes.add(new Route(verb, whole)));
    }
    return routes;
  }

  private static List<Route> servlets(java.nio.file.Path webXml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document document = factory.newDocumentBuilder().parse(webXml.toFile());
    List<Route> routes = new ArrayList<>();
    NodeList mappings = document.getElementsByTagName("servlet-mapping");
    for (int i = 0; i < mappings.getLength(); i++) {
      NodeList children = mappings.item(i).getChildNodes();
      for (int j = 0; j < children.getLength(); j++) {
        if (children.item(j).getNodeName().equals("url-pattern")) {
          routes.add(new Route("GET", children.item(j).getTextContent().strip()));
        }
      }
    }
    return routes;
  }

  private static String join(String... parts) {
    StringBuilder joined = new StringBuilder();
    for (String part : parts) {
      String bare = part.replaceAll("^/+|/+$", "");
      joined.append(bare.isEmpty() ? "" : "/" + bare);
    }
    return joined.toString();
  }

  private static URLClassLoader loader(java.nio.file.Path unpacked) throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(unpacked.resolve("WEB-INF/classes").toUri().toURL());
    try (var jars = Files.list(unpacked.resolve("WEB-INF/lib"))) {
      for (java.nio.file.Path jar : jars.toList()) {
        urls.add(jar.toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), DeployedRoutes.class.getClassLoader());
  }

  private static java.nio.file.Path unpack(java.nio.file.Path war) throws IOException {
    java.nio.file.Path target =
        Files.createTempDirectory(Files.createDirectories(java.nio.file.Path.of("target")), "war");
    try (InputStream in = Files.newInputStream(war);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        java.nio.file.Path file = target.resolve(entry.getName()).normalize();
        boolean wanted = entry.getName().toLowerCase(Locale.ROOT).startsWith("web-inf/");
        if (!entry.isDirectory() && wanted && file.startsWith(target)) {
          Files.createDirectories(file.getParent());
          Files.copy(zip, file);
        }
      }
    }
    return target;
  }
}
