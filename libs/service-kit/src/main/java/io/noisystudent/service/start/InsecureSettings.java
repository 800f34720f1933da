package io.noisystudent.service.start;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings by which data, tokens or passwords would leave this machine unprotected. */
final class InsecureSettings {
    /** What {@code noisystudent.transport.allow-insecure} may name. */
    static final Set<String> KINDS = Set.of("kafka", "store", "http", "traces", "secrets");

    /** Secrets of examples, of the embedded store and of stores as they are delivered. */
    private static final Set<String> KNOWN_SECRETS = Set.of(
            "noisystudent",
            "noisystudent-local",
            "laptop-only-secret",
            "minioadmin",
            "minio123",
            "minio",
            "admin",
            "changeme",
            "change-me",
            "secret",
            "password",
            "test");

    private static final Pattern JAAS_PASSWORD = Pattern.compile("password\\s*=\\s*[\"']?([^\"';\\s]*)");

    private final Function<String, Optional<String>> settings;
    private final boolean proofRequired;

    /**
     * Looks at settings by their keys.
     *
     * @param proofRequired whether callers send tokens or keys
     */
    InsecureSettings(Function<String, Optional<String>> settings, boolean proofRequired) {
        this.settings = settings;
        this.proofRequired = proofRequired;
    }

    /** One setting, and what to do about it. */
    record Finding(String kind, String text) {}

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        kafka().ifPresent(findings::add);
        plain("store", "noisystudent.store.endpoint", "use https").ifPresent(findings::add);
        if (!setting("quarkus.application.name").equals(Optional.of("model-registry"))) {
            plain("http", "noisystudent.registry.url", "serve the registry over https")
                    .ifPresent(findings::add);
        }
        plain("http", "noisystudent.access.provider", "the answers there decide which tokens count: use https")
                .ifPresent(findings::add);
        plain("store", "noisystudent.store.public-endpoint", "links to files go there: use https")
                .ifPresent(findings::add);
        traces().ifPresent(findings::add);
        tokens().ifPresent(findings::add);
        secret("noisystudent.store.secret-key", setting("noisystudent.store.secret-key"), storeLeaves())
                .ifPresent(findings::add);
        secret("kafka.sasl.jaas.config", jaasPassword(), true).ifPresent(findings::add);
        return findings;
    }

    private Optional<Finding> kafka() {
        String protocol = setting("kafka.security.protocol").orElse("PLAINTEXT").toUpperCase(Locale.ROOT);
        return setting("kafka.bootstrap.servers")
                .filter(servers -> protocol.endsWith("PLAINTEXT") && Exposure.anyLeaves(servers))
                .map(servers -> new Finding(
                        "kafka",
                        "kafka.security.protocol is " + protocol + " for " + servers + "; use SASL_SSL or SSL"));
    }

    private Optional<Finding> plain(String kind, String key, String advice) {
        return setting(key)
                .filter(Exposure::isPlain)
                .map(address -> new Finding(kind, key + " is " + address + "; " + advice));
    }

    private Optional<Finding> traces() {
        boolean off = !setting("quarkus.otel.sdk.disabled").equals(Optional.of("false"));
        return off
                ? Optional.empty()
                : plain(
                        "traces",
                        "quarkus.otel.exporter.otlp.endpoint",
                        "names of tasks and models go there: use https");
    }

    private Optional<Finding> tokens() {
        boolean plain = !setting("quarkus.http.insecure-requests").equals(Optional.of("disabled"));
        return setting("quarkus.http.host")
                .filter(host -> proofRequired && plain && Exposure.leaves(host))
                .map(host -> new Finding(
                        "http",
                        "tokens are asked for, but quarkus.http.insecure-requests lets them come in plain text on "
                                + host + "; set it to disabled, with a certificate"));
    }

    private static Optional<Finding> secret(String key, Optional<String> value, boolean leaves) {
        return value.filter(secret -> leaves && KNOWN_SECRETS.contains(secret.toLowerCase(Locale.ROOT)))
                .map(secret -> new Finding("secrets", key + " holds a well-known default secret; choose another"));
    }

    private boolean storeLeaves() {
        return setting("noisystudent.store.endpoint")
                .filter(Exposure::addressLeaves)
                .isPresent();
    }

    private Optional<String> jaasPassword() {
        return setting("kafka.sasl.jaas.config")
                .map(JAAS_PASSWORD::matcher)
                .filter(Matcher::find)
                .map(it -> it.group(1));
    }

    private Optional<String> setting(String key) {
        return settings.apply(key).filter(value -> !value.isBlank());
    }
}
