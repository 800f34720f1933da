package io.noisystudent.service.start;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InsecureSettingsTest {
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "quarkus.application.name", "student-trainer",
            "quarkus.http.host", "0.0.0.0",
            "quarkus.http.insecure-requests", "disabled",
            "kafka.bootstrap.servers", "kafka-1:9093,kafka-2:9093",
            "kafka.security.protocol", "SASL_SSL",
            "kafka.sasl.jaas.config", "org.apache.kafka.Module required username=\"a\" password=\"x9!kLm\";",
            "noisystudent.store.endpoint", "https://s3.example.com",
            "noisystudent.store.secret-key", "9dk20dk20",
            "noisystudent.registry.url", "https://model-registry:8080"));

    @Test
    void shouldFindNothingWhereEverythingIsProtected() {
        assertThat(kinds(true)).isEmpty();
    }

    @Test
    void shouldFindEveryPlainConnectionAndEveryKnownSecret() {
        // Given
        settings.put("kafka.security.protocol", "sasl_plaintext");
        settings.put("kafka.sasl.jaas.config", "org.apache.kafka.Module required username=a password=changeme;");
        settings.put("noisystudent.store.endpoint", "http://minio:9000");
        settings.put("noisystudent.store.secret-key", "minioadmin");
        settings.put("noisystudent.registry.url", "http://model-registry:8080");
        settings.put("noisystudent.access.provider", "http://issuer.example.com");
        settings.put("noisystudent.store.public-endpoint", "http://files.example.com");
        settings.put("quarkus.otel.sdk.disabled", "false");
        settings.put("quarkus.otel.exporter.otlp.endpoint", "http://collector:4318");
        settings.put("quarkus.http.insecure-requests", "enabled");

        // Then
        assertThat(kinds(true))
                .containsExactly("kafka", "store", "http", "http", "store", "traces", "http", "secrets", "secrets");
        assertThat(texts()).noneMatch(text -> text.contains("minioadmin") || text.contains("changeme"));
    }

    @Test
    void shouldTakePlainTextForGrantedWhereTheProtocolIsNotSet() {
        settings.remove("kafka.security.protocol");

        assertThat(kinds(true)).containsExactly("kafka");
    }

    @Test
    void shouldMindNothingThatStaysOnThisMachine() {
        // Given
        settings.put("kafka.bootstrap.servers", "127.0.0.1:9092,localhost:9093,[::1]:9094");
        settings.remove("kafka.security.protocol");
        settings.remove("kafka.sasl.jaas.config");
        settings.put("noisystudent.store.endpoint", "http://127.0.0.1:9000");
        settings.put("noisystudent.store.secret-key", "noisystudent-local");
        settings.put("noisystudent.registry.url", "http://localhost:8080");
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.insecure-requests", "enabled");

        // Then
        assertThat(kinds(true)).isEmpty();
    }

    @Test
    void shouldTakeWhatItCannotReadForAnAddressElsewhere() {
        for (String address : List.of("http://my_store:9000", "http://127.evil.example", "minio:9000", "http://[bad")) {
            settings.put("noisystudent.store.endpoint", address);
            settings.put("noisystudent.store.secret-key", "minioadmin");

            assertThat(kinds(true)).as(address).containsExactly("store", "secrets");
        }
    }

    @Test
    void shouldNotMindPlainRequestsThatCarryNoTokens() {
        settings.put("quarkus.http.insecure-requests", "enabled");

        assertThat(kinds(false)).isEmpty();
        assertThat(kinds(true)).containsExactly("http");
    }

    private List<String> kinds(boolean tokens) {
        return findings(tokens).stream().map(InsecureSettings.Finding::kind).toList();
    }

    private List<String> texts() {
        return findings(true).stream().map(InsecureSettings.Finding::text).toList();
    }

    private List<InsecureSettings.Finding> findings(boolean tokens) {
        return new InsecureSettings(key -> Optional.ofNullable(settings.get(key)), tokens).findings();
    }
}
