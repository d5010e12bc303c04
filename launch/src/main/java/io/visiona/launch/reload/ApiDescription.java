package io.visiona.launch.reload;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Makes the description of the API anew, as the build does, with the build's own program and what
 * was compiled here. Not thread-safe.
 */
final class ApiDescription {
  private static final String PROGRAM = "io.visiona.api.server.openapi.build.DescriptionBuild";
  private static final String FILE = "io/visiona/api/server/openapi/openapi.json";

  private ApiDescription() {}

  /**
   * Puts it among the classes that were compiled here, when it differs from what is there.
   *
   * @param classPath of the application, its own classes first
   * @throws CompileException when the annotations make no description
   */
  static void update(ModuleSources api, List<Path> classPath) throws IOException, CompileException {
    Path made = Files.createTempFile("openapi", ".json");
    try {
      run(api, classPath, made);
      Path fast = api.fast().resolve(FILE);
      Path known = Files.exists(fast) ? fast : api.built().resolve(FILE);
      if (!Files.exists(known) || Files.mismatch(made, known) >= 0) {
        Files.createDirectories(fast.getParent());
        Files.copy(made, fast, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.delete(made);
    }
  }

  /** In this JVM, where a second time is quicker, but with nothing of its class path. */
  private static void run(ModuleSources api, List<Path> classPath, Path made)
      throws IOException, CompileException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(urls(classPath), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      String[] arguments = {api.fast().toString(), api.built().toString(), made.toString()};
      loader.loadClass(PROGRAM).getMethod("main", String[].class).invoke(null, (Object) arguments);
    } catch (InvocationTargetException failed) {
      throw new CompileException("The API cannot be described: " + failed.getCause());
    } catch (ReflectiveOperationException absent) {
      throw new IllegalStateException(PROGRAM + " is not what it was", absent);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL[] urls(List<Path> classPath) throws MalformedURLException {
    URL[] urls = new URL[classPath.size()];
    for (int i = 0; i < urls.length; i++) {
      // A folder that is not there yet must end in a slash as well, or would be taken for a jar.
      String url = classPath.get(i).toUri().toString();
      boolean jar = url.endsWith(".jar");
      urls[i] = URI.create(jar || url.endsWith("/") ? url : url + "/").toURL();
    }
    return urls;
  }
}
