package io.visiona.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Key stores as an operator makes them: with the JDK's keytool. */
public final class KeyStores {
  /** Of all of them. */
  public static final String PASSWORD = "of-the-tests";

  private KeyStores() {}

  /** A key with a self-signed certificate for 127.0.0.1. */
  public static Path create(Path folder, String name) throws IOException, InterruptedException {
    return create(folder, name, "ip:127.0.0.1");
  }

  /**
   * A key with a self-signed certificate.
   *
   * @param names what it is for, as keytool's extension {@code san} has it
   */
  public static Path create(Path folder, String name, String names)
      throws IOException, InterruptedException {
    Path store = folder.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + names,
        "-validity",
        "2",
        "-keystore",
        store.toString());
    return store;
  }

  /** The certificate and its key in PEM, as proxies want them. */
  public static Path pem(Path store, String name) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    String pem =
        pem("CERTIFICATE", keys.getCertificate(name).getEncoded())
            + pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
    return Files.writeString(store.resolveSibling(name + "-both.pem"), pem);
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes));
  }

  /** What trusts the certificates of a store, keys' own included, and no other. */
  public static SSLContext trusting(Path store, String password)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (String alias : Collections.list(keys.aliases())) {
      trusted.setCertificateEntry(alias, keys.getCertificate(alias));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /** Lets {@code store} trust the certificate of {@code other}. */
  public static void trust(Path store, Path other, String name)
      throws IOException, InterruptedException {
    Path certificate = store.resolveSibling(name + ".pem");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        name,
        "-file",
        certificate.toString(),
        "-keystore",
        other.toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        name,
        "-file",
        certificate.toString(),
        "-keystore",
        store.toString());
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool failed: " + output);
    }
  }
}
