package io.noisystudent.service.config;

import io.noisystudent.registryclient.RegistryAddress;
import io.noisystudent.registryclient.signing.Verification;
import io.noisystudent.service.testing.TestSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValidationException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServiceConfigTest {
    /** A service that has every group. */
    @ConfigMapping(prefix = "noisystudent")
    interface WholeConfig extends ServiceConfig {
        RegistryAddressConfig registry();

        VerificationConfig signing();

        StoreConfig store();
    }

    @Test
    void shouldHaveDefaultsForAStackOnOneMachine() {
        // When
        WholeConfig config = read(Map.of());

        // Then
        assertThat(config.pipeline().file()).isEqualTo(Path.of("pipeline.yaml"));
        assertThat(config.registry().address()).isEqualTo(RegistryAddress.open(URI.create("http://localhost:8080")));
        assertThat(config.signing().rule()).isEqualTo(Verification.OFF);
        assertThat(config.store().region()).isEqualTo("us-east-1");
        assertThat(config.store().bucket()).isEqualTo("models");
        assertThat(config.store().caFile()).isEmpty();
        assertThat(config.store().timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void shouldTakeEverySetting() {
        // When
        WholeConfig config = read(Map.ofEntries(
                Map.entry("noisystudent.pipeline.file", "p.yaml"),
                Map.entry("noisystudent.registry.url", "https://registry:8443"),
                Map.entry("noisystudent.registry.token-file", "/token"),
                Map.entry("noisystudent.registry.token", "abc"),
                Map.entry("noisystudent.registry.ca-file", "/registry.pem"),
                Map.entry("noisystudent.signing.verification", "warn"),
                Map.entry("noisystudent.signing.trusted-keys", "/trusted.pub"),
                Map.entry("noisystudent.store.region", "eu-west-3"),
                Map.entry("noisystudent.store.bucket", "students"),
                Map.entry("noisystudent.store.ca-file", "/store.pem"),
                Map.entry("noisystudent.store.timeout", "PT5S")));

        // Then
        assertThat(config.pipeline().file()).isEqualTo(Path.of("p.yaml"));
        assertThat(config.registry().address())
                .isEqualTo(new RegistryAddress(
                        URI.create("https://registry:8443"),
                        Optional.of(Path.of("/token")),
                        Optional.of("abc"),
                        Optional.of(Path.of("/registry.pem"))));
        assertThat(config.signing().verification()).isEqualTo(Verification.Mode.WARN);
        assertThat(config.signing().trustedKeys()).contains(Path.of("/trusted.pub"));
        assertThat(config.store().region()).isEqualTo("eu-west-3");
        assertThat(config.store().bucket()).isEqualTo("students");
        assertThat(config.store().caFile()).contains(Path.of("/store.pem"));
        assertThat(config.store().timeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void shouldNameEveryBadValueAtOnce() {
        assertThatThrownBy(() -> read(Map.of(
                        "noisystudent.signing.verification", "sometimes",
                        "noisystudent.store.timeout", "soon",
                        "noisystudent.registry.color", "blue")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContainingAll("sometimes", "soon", "noisystudent.registry.color");
    }

    private static WholeConfig read(Map<String, String> settings) {
        return TestSettings.builder(settings)
                .withMapping(WholeConfig.class)
                .build()
                .getConfigMapping(WholeConfig.class);
    }
}
