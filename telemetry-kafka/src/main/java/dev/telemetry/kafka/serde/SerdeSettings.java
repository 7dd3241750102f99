package dev.telemetry.kafka.serde;

import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.kafka.registry.SchemaRegistryBuilder;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Reads a Kafka client's configuration by Confluent's keys. */
final class SerdeSettings {
  static final String URL = "schema.registry.url";
  static final String MAX_BYTES = "telemetry.max.record.bytes";
  static final String MAX_DEPTH = "telemetry.max.depth";
  private static final String BASIC_SOURCE = "basic.auth.credentials.source";
  private static final String BASIC_USER_INFO = "basic.auth.user.info";
  private static final String BEARER_SOURCE = "bearer.auth.credentials.source";
  private static final String BEARER_TOKEN = "bearer.auth.token";
  private static final String SSL = "schema.registry.ssl.";
  private static final Pattern JAAS_USER = Pattern.compile("username=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern JAAS_PASSWORD =
      Pattern.compile("password=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Map<String, ?> configs;

  SerdeSettings(Map<String, ?> configs) {
    this.configs = configs;
  }

  Limits limits() {
    return new Limits(
        number(MAX_BYTES, Limits.DEFAULT.maxBytes()), number(MAX_DEPTH, Limits.DEFAULT.maxDepth()));
  }

  boolean flag(String key, boolean otherwise) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ConfigException(key, text, "must be true or false");
    };
  }

  private int number(String key, int otherwise) {
    String text = text(key);
    try {
      return text == null ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ConfigException(key, text, "must be a whole number");
    }
  }

  SubjectNaming naming(boolean isKey) {
    String key = (isKey ? "key" : "value") + ".subject.name.strategy";
    Object setting = configs.get(key);
    return setting == null ? SubjectNaming.TopicNameStrategy : SubjectNaming.of(key, setting);
  }

  @Nullable Object get(String key) {
    return configs.get(key);
  }

  private @Nullable String text(String key) {
    Object value = configs.get(key);
    if (value instanceof Password password) {
      return password.value();
    }
    return value == null ? null : value.toString().strip();
  }

  private String required(String key) {
    String text = text(key);
    if (text == null || text.isEmpty()) {
      throw new ConfigException(key + " is missing");
    }
    return text;
  }

  SchemaRegistry registry() {
    String[] urls = urls();
    String[] bare =
        Arrays.stream(urls).map(url -> url.replaceFirst("//[^/@]*@", "//")).toArray(String[]::new);
    SchemaRegistryBuilder registry = authorized(SchemaRegistry.at(bare), urls[0]);
    String trustStore = text(SSL + "truststore.location");
    if (trustStore != null) {
      registry = registry.trust(Path.of(trustStore), text(SSL + "truststore.password"));
    }
    String keyStore = text(SSL + "keystore.location");
    if (keyStore != null) {
      registry = registry.keyStore(Path.of(keyStore), required(SSL + "keystore.password"));
    }
    return registry.open();
  }

  private String[] urls() {
    // Kafka's own parser hands lists on as lists, a plain map holds a string
    if (configs.get(URL) instanceof List<?> list && !list.isEmpty()) {
      return list.stream().map(String::valueOf).toArray(String[]::new);
    }
    return required(URL).split("\\s*,\\s*");
  }

  private SchemaRegistryBuilder authorized(SchemaRegistryBuilder registry, String firstUrl) {
    String bearer = text(BEARER_SOURCE);
    if (bearer != null) {
      return bearer(registry, bearer);
    }
    String source = text(BASIC_SOURCE);
    return switch (source == null ? "URL" : source) {
      case "URL" -> fromUrl(registry, firstUrl);
      case "USER_INFO" -> basic(registry, required(BASIC_USER_INFO));
      case "SASL_INHERIT" -> fromSasl(registry, required("sasl.jaas.config"));
      default ->
          throw new ConfigException(BASIC_SOURCE, source, "must be URL, USER_INFO or SASL_INHERIT");
    };
  }

  private SchemaRegistryBuilder bearer(SchemaRegistryBuilder registry, String source) {
    if (!source.equals("STATIC_TOKEN")) {
      throw new ConfigException(BEARER_SOURCE, source, "must be STATIC_TOKEN");
    }
    return registry.bearerToken(required(BEARER_TOKEN));
  }

  private static SchemaRegistryBuilder fromUrl(SchemaRegistryBuilder registry, String url) {
    String userInfo = URI.create(url).getRawUserInfo();
    return userInfo == null
        ? registry
        : basic(registry, URLDecoder.decode(userInfo, StandardCharsets.UTF_8));
  }

  private static SchemaRegistryBuilder basic(SchemaRegistryBuilder registry, String userInfo) {
    int colon = userInfo.indexOf(':');
    if (colon < 0) {
      throw new ConfigException("the registry's user info must be user:password");
    }
    return registry.basicAuth(userInfo.substring(0, colon), userInfo.substring(colon + 1));
  }

  private static SchemaRegistryBuilder fromSasl(SchemaRegistryBuilder registry, String jaas) {
    Matcher user = JAAS_USER.matcher(jaas);
    Matcher password = JAAS_PASSWORD.matcher(jaas);
    if (!user.find() || !password.find()) {
      throw new ConfigException("sasl.jaas.config has no username=\"...\" and password=\"...\"");
    }
    return registry.basicAuth(plain(user), plain(password));
  }

  private static String plain(Matcher quoted) {
    return quoted.group(1).replaceAll("\\\\(.)", "$1");
  }
}
