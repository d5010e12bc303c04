package io.visiona.shared.tls;

import io.visiona.shared.config.Secret;
import io.visiona.shared.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom the applications trust over TLS: the JVM's authorities and what is in the server's key
 * store, as the server itself does. What they dial goes over sockets of their own, of which the
 * container's TLS settings know nothing.
 *
 * @param keyStore {@code visiona.tls.key-store}: PKCS12; a file that is not there has nobody in it
 * @param password {@code visiona.tls.key-store-password}
 */
public record TlsConfig(Optional<Path> keyStore, Secret password) {

  /** Reads, leaving problems in {@code settings}. */
  public static TlsConfig from(Settings settings) {
    return new TlsConfig(
        settings.text("visiona.tls.key-store").map(Path::of),
        settings.secret("visiona.tls.key-store-password"));
  }

  /**
   * Reads the key store anew, so that one that was renewed in place counts from the next connection
   * on.
   */
  public SSLContext context() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trusted()}, null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new IOException("TLS cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  /** As {@link #context()}, for what wants to know. */
  public X509TrustManager trusted() throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int number = 0;
      for (TrustManager manager : managers(null)) {
        if (manager instanceof X509TrustManager authorities) {
          for (X509Certificate authority : authorities.getAcceptedIssuers()) {
            trusted.setCertificateEntry("jvm-" + number++, authority);
          }
        }
      }
      addOwn(trusted);
      for (TrustManager manager : managers(trusted)) {
        if (manager instanceof X509TrustManager ours) {
          return ours;
        }
      }
      throw new IllegalStateException("every Java platform judges X.509 certificates");
    } catch (GeneralSecurityException unusable) {
      throw new IOException("the key store cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  private void addOwn(KeyStore trusted) throws IOException, GeneralSecurityException {
    if (keyStore.isEmpty() || !Files.exists(keyStore.get())) {
      return;
    }
    KeyStore own = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore.get())) {
      own.load(in, password.value().toCharArray());
    }
    for (String alias : Collections.list(own.aliases())) {
      trusted.setCertificateEntry("own-" + alias, own.getCertificate(alias));
    }
  }

  /** Null stands for the JVM's own. */
  private static TrustManager[] managers(@Nullable KeyStore trusted)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }
}
