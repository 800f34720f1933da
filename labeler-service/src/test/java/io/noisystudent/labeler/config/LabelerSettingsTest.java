package io.noisystudent.labeler.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.labeler.inference.InferenceLimits;
import io.noisystudent.registryclient.signing.Verification;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LabelerSettingsTest {
    private static final Map<String, String> REQUIRED =
            Map.of("noisystudent.pipeline.file", "p.yaml", "noisystudent.instance", "labeler-1");

    @Test
    void shouldHaveDefaults() {
        // When
        LabelerConfig config = config(Map.of());

        // Then
        assertThat(config.registry().url()).isEqualTo(URI.create("http://localhost:8080"));
        assertThat(config.labeler().modelCache())
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), "noisy-student", "models"));
        assertThat(config.labeler().modelCacheSize().asLongValue()).isEqualTo(10L << 30);
        assertThat(LabelerSettings.limits(config.labeler(), new InferenceOptions(Device.CPU, 3, 32)))
                .isEqualTo(new InferenceLimits(256, 128_000_000, 64, 64_000_000, 3, Duration.ofSeconds(5)));
        assertThat(config.signing().verification()).isEqualTo(Verification.Mode.OFF);
        assertThat(config.signing().trustedKeys()).isEmpty();
        assertThat(LabelerSettings.inference(config.labeler()))
                .isEqualTo(
                        new InferenceOptions(Device.AUTO, Runtime.getRuntime().availableProcessors(), 32));
    }

    @Test
    void shouldTakeEveryValue() {
        // When
        LabelerConfig config = config(Map.of(
                "noisystudent.registry.url", "http://registry:80",
                "noisystudent.labeler.device", "cpu",
                "noisystudent.labeler.threads", "3",
                "noisystudent.labeler.batch-size", "64",
                "noisystudent.labeler.model-cache", "/models",
                "noisystudent.labeler.model-cache-size", "5M",
                "noisystudent.labeler.max-request-images", "7",
                "noisystudent.labeler.request-patience", "2s",
                "noisystudent.signing.verification", "required",
                "noisystudent.signing.trusted-keys", "/trusted.pub"));

        // Then
        assertThat(config.pipeline().file()).isEqualTo(Path.of("p.yaml"));
        assertThat(config.instance()).isEqualTo("labeler-1");
        assertThat(config.registry().url()).isEqualTo(URI.create("http://registry:80"));
        assertThat(config.labeler().modelCache()).isEqualTo(Path.of("/models"));
        assertThat(config.labeler().modelCacheSize().asLongValue()).isEqualTo(5L << 20);
        assertThat(config.labeler().maxRequestImages()).isEqualTo(7);
        assertThat(config.labeler().requestPatience()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.signing().verification()).isEqualTo(Verification.Mode.REQUIRED);
        assertThat(config.signing().trustedKeys()).contains(Path.of("/trusted.pub"));
        assertThat(LabelerSettings.inference(config.labeler())).isEqualTo(new InferenceOptions(Device.CPU, 3, 64));
    }

    @Test
    void shouldNameAllProblemsAtOnce() {
        // Given
        LabelerConfig config = config(Map.of(
                "noisystudent.labeler.device", "tpu",
                "noisystudent.labeler.threads", "0",
                "noisystudent.labeler.batch-size", "-1",
                "noisystudent.labeler.max-request-images", "0",
                "noisystudent.labeler.max-request-pixels", "0",
                "noisystudent.labeler.max-requests", "151",
                "noisystudent.labeler.max-pixels-at-once", "0",
                "noisystudent.labeler.request-patience", "-1s"));

        // When, Then
        assertThatThrownBy(() -> LabelerSettings.inference(config.labeler()))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessageContainingAll(
                        "'tpu'",
                        "threads is 0",
                        "batch-size is -1",
                        "max-request-images is 0",
                        "max-request-pixels is 0",
                        "max-requests is 151",
                        "max-pixels-at-once is 0",
                        "request-patience is PT-1S");
    }

    private static LabelerConfig config(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(REQUIRED);
        all.putAll(values);
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(io.quarkus.runtime.configuration.MemorySize.class, 100, new MemorySizeConverter())
                .withDefaultValue("java.io.tmpdir", System.getProperty("java.io.tmpdir"))
                .withMapping(LabelerConfig.class);
        all.forEach(builder::withDefaultValue);
        return builder.build().getConfigMapping(LabelerConfig.class);
    }
}
