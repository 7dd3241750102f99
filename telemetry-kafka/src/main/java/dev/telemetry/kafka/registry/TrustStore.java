package dev.telemetry.kafka.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Key and trust stores from files: PEM (certificates only), JKS or PKCS#12, told by the name. */
record TrustStore(
    @Nullable Path trust,
    @Nullable String trustPassword,
    @Nullable Path key,
    @Nullable String keyPassword) {

  static final TrustStore JVM_DEFAULT = new TrustStore(null, null, null, null);

  /** An SSL context, or the JVM's default one where nothing was said. */
  SSLContext context() {
    try {
      if (trust == null && key == null) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), trustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "cannot read the trust store "
              + trust
              + (key == null ? "" : " or the key store " + key)
              + ": check file, type (.pem, .jks, else PKCS#12) and password",
          e);
    }
  }

  private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
    if (key == null) {
      return null;
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(load(key, keyPassword), chars(keyPassword));
    return factory.getKeyManagers();
  }

  private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
    if (trust == null) {
      return null;
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(type(trust).equals("PEM") ? certificates(trust) : load(trust, trustPassword));
    return factory.getTrustManagers();
  }

  static String type(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".pem") || name.endsWith(".crt")) {
      return "PEM";
    }
    return name.endsWith(".jks") ? "JKS" : "PKCS12";
  }

  private static KeyStore load(Path file, @Nullable String password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(type(file));
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, chars(password));
    }
    return store;
  }

  private static KeyStore certificates(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("certificate-" + store.size(), certificate);
      }
    }
    return store;
  }

  private static char @Nullable [] chars(@Nullable String password) {
    return password == null ? null : password.toCharArray();
  }

  @Override
  public String toString() {
    return "TrustStore[trust=" + trust + ", key=" + key + "]";
  }
}
