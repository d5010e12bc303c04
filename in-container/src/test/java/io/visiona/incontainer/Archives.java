package io.visiona.incontainer;

import io.visiona.launch.Installation;
import java.io.File;
import java.net.URISyntaxException;
import org.assertj.core.api.Assertions;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The applications as they were built, with the tests beside them. */
public final class Archives {
  /** As the server configuration of the product has it. */
  private static final String AT_THE_ROOT =
      """
      <web-ext xmlns="http://websphere.ibm.com/xml/ns/javaee" version="1.0">
        <context-root uri="/"/>
      </web-ext>
      """;

  private Archives() {}

  /** The file of {@code liberty/target/wlp/usr/shared/apps}, plus a package of tests. */
  public static WebArchive of(String file, Package tests) {
    return ShrinkWrap.create(ZipImporter.class, file)
        .importFrom(Installation.find().liberty().resolve("usr/shared/apps/" + file).toFile())
        .as(WebArchive.class)
        .addPackage(tests)
        .addClasses(Beans.class, RunnerAccess.class, Wire.class, Wire.Answer.class)
        .addAsWebInfResource(new StringAsset(AT_THE_ROOT), "ibm-web-ext.xml")
        .addAsLibraries(assertions());
  }

  private static JavaArchive assertions() {
    try {
      File jar =
          new File(Assertions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return ShrinkWrap.createFromZipFile(JavaArchive.class, jar);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
