package dev.telemetry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A certificate authority of a test's own and the certificates that it signs, made by the JDK's
 * {@code keytool} (two calls, about a second, for each). All lie in one folder, which is yours to
 * delete; all private keys have one password. Two of them trust each other in nothing.
 */
public final class LocalCertificates {
  // a process's environment is its owner's secret, its arguments are everybody's to read
  private static final String VARIABLE = "TELEMETRY_STORE_PASSWORD";

  private final Path folder;
  private final String password;

  private LocalCertificates(Path folder, String password) {
    this.folder = folder;
    this.password = password;
  }

  /**
   * Makes an authority.
   *
   * @param folder that exists, without another authority
   * @param password of all key stores and trust stores, at least 6 characters
   * @return the authority
   */
  public static LocalCertificates in(Path folder, String password) {
    LocalCertificates made = new LocalCertificates(folder, password);
    made.keytool(
        made.keys(),
        "-genkeypair -keyalg EC -ext bc:c=ca:true -alias authority -dname CN=authority");
    made.keytool(made.keys(), "-exportcert -rfc -alias authority -file", made.authority());
    return made;
  }

  /**
   * The certificate that a client must trust.
   *
   * @return a PEM file
   */
  public Path authority() {
    return folder.resolve("authority.pem");
  }

  /**
   * The same certificate in a file with a password.
   *
   * @return a PKCS#12 file, made anew
   */
  public Path trustStore() {
    Path file = folder.resolve("trust.p12");
    keytool(file, "-importcert -noprompt -alias authority -file", authority());
    return file;
  }

  /**
   * A key with a certificate that is valid for 90 days; made once for each name.
   *
   * @param name of whom it belongs to, the certificate's common name: letters, digits and dashes
   * @param hosts that it is valid for, none for a client
   * @return a PKCS#12 file
   */
  public Path keyStore(String name, String... hosts) {
    return keyStore(name, "-validity 90", hosts);
  }

  /**
   * A key with a certificate that was valid until yesterday.
   *
   * @param name of whom it belongs to
   * @param hosts that it was valid for
   * @return a PKCS#12 file
   */
  public Path expiredKeyStore(String name, String... hosts) {
    return keyStore(name, "-startdate -3d -validity 2", hosts);
  }

  private Path keyStore(String name, String validity, String... hosts) {
    Path file = folder.resolve(name + ".p12");
    if (Files.exists(file)) {
      return file;
    }
    String valid = hosts.length == 0 ? validity : validity + " -ext san=" + names(hosts);
    keytool(
        keys(),
        "-genkeypair -keyalg EC -signer authority -alias %s -dname CN=%s %s"
            .formatted(name, name, valid));
    // the authority's own key stays behind
    keytool(
        file,
        "-importkeystore -noprompt -srcalias %s -srcstorepass:env %s -srckeystore"
            .formatted(name, VARIABLE),
        keys());
    return file;
  }

  private static String names(String... hosts) {
    return Arrays.stream(hosts)
        .map(host -> (host.matches("[0-9.]+") ? "ip:" : "dns:") + host)
        .collect(Collectors.joining(","));
  }

  /**
   * The password of all key stores and trust stores.
   *
   * @return the password
   */
  public String password() {
    return password;
  }

  private Path keys() {
    return folder.resolve("authority.p12");
  }

  /** Runs keytool on a store; the words are separated by spaces, a file may come last. */
  private void keytool(Path store, String words, Path... file) {
    boolean copies = words.startsWith("-importkeystore");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words.split(" ")));
    Arrays.stream(file).map(Path::toString).forEach(command::add);
    command.addAll(List.of(copies ? "-destkeystore" : "-keystore", store.toString()));
    command.addAll(List.of(copies ? "-deststorepass:env" : "-storepass:env", VARIABLE));
    run(command);
  }

  private void run(List<String> command) {
    ProcessBuilder keytool = new ProcessBuilder(command).redirectErrorStream(true);
    keytool.environment().put(VARIABLE, password);
    try {
      Process process = keytool.start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("keytool, which comes with a JDK, cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }
}
