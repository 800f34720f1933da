package io.noisystudent.labeler.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.CudaOptions;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.labeler.inference.InferenceLimits;
import io.noisystudent.labeler.models.DeviceFailures;
import io.noisystudent.labeler.models.LabelerDevices;
import io.noisystudent.registryclient.signing.Verification;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(LabelerSettings.devices(config.labeler()))
                .isEqualTo(new LabelerDevices(
                        new InferenceOptions(Device.AUTO, Runtime.getRuntime().availableProcessors(), 32),
                        List.of(0),
                        2));
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
        assertThat(LabelerSettings.devices(config.labeler()))
                .isEqualTo(new LabelerDevices(new InferenceOptions(Device.CPU, 3, 64), List.of(0), 2));
    }

    @Test
    void shouldTakeEveryValueOfDevices() {
        // When
        LabelerDevices devices = LabelerSettings.devices(config(Map.of(
                        "noisystudent.labeler.device", "cuda:2, CUDA",
                        "noisystudent.labeler.threads", "5",
                        "noisystudent.labeler.provider", "tensorrt",
                        "noisystudent.labeler.precision", "fp16",
                        "noisystudent.labeler.device-memory", "6G",
                        "noisystudent.labeler.device-arena", "same-as-requested",
                        "noisystudent.labeler.batches-per-device", "3"))
                .labeler());

        // Then
        CudaOptions cuda = new CudaOptions(
                2,
                CudaOptions.ExecutionProvider.TENSORRT,
                CudaOptions.Products.FP16,
                OptionalLong.of(6L << 30),
                CudaOptions.ArenaGrowth.SAME_AS_REQUESTED);
        assertThat(devices)
                .isEqualTo(new LabelerDevices(new InferenceOptions(Device.CUDA, 5, 32, cuda), List.of(2, 0), 3));
        assertThat(devices.holdOneVersion()).isTrue();
        assertThat(devices.sessions())
                .containsExactly(
                        new InferenceOptions(Device.CUDA, 1, 32, cuda),
                        new InferenceOptions(Device.CUDA, 1, 32, cuda.withNumber(0)));
    }

    @Test
    void shouldNameAllProblemsOfDevicesAtOnce() {
        // When
        List<String> unknown = problems(Map.of(
                "device", "cuda:0,cpu",
                "provider", "rocm",
                "precision", "fp8",
                "device-memory", "1M",
                "device-arena", "large",
                "batches-per-device", "0"));
        List<String> onCpu = problems(Map.of(
                "device", "cpu",
                "provider", "tensorrt",
                "precision", "fp16",
                "device-memory", "1G",
                "device-arena", "same-as-requested",
                "batches-per-device", "3"));

        // Then
        assertThat(unknown)
                .containsExactly(
                        "noisystudent.labeler.device is 'cuda:0,cpu'; it must be auto, cpu, cuda, cuda:N, or several"
                                + " cuda:N separated by commas",
                        "noisystudent.labeler.provider is 'rocm'; it must be one of cuda, tensorrt",
                        "noisystudent.labeler.precision is 'fp8'; it must be one of fp32, tf32, fp16",
                        "noisystudent.labeler.device-arena is 'large'; it must be one of next-power-of-two,"
                                + " same-as-requested",
                        "noisystudent.labeler.device-memory is 1048576; it must be 64M or more",
                        "noisystudent.labeler.batches-per-device is 0; it must be 1 to 16");
        assertThat(onCpu).hasSize(5).allSatisfy(line -> assertThat(line).contains("the device is cpu"));
        assertThat(problems(Map.of("device", "cuda:1,cuda:1")))
                .singleElement()
                .asString()
                .contains("cuda:1 twice");
        assertThat(problems(Map.of("device", "cuda:-1"))).hasSize(1);
        assertThat(problems(Map.of("device", "cuda:0,cuda:1", "threads", "1")))
                .containsExactly(
                        "noisystudent.labeler.threads is 1, but noisystudent.labeler.device names 2 devices, of"
                                + " which each needs one");
        assertThat(problems(Map.of("provider", "tensorrt", "precision", "fp32")))
                .singleElement()
                .asString()
                .contains("tensorrt", "tf32 or fp16");
    }

    @Test
    void shouldWorkOnTheCpuInPlaceOfADeviceThatKeepsFailing(@TempDir Path directory) {
        // Given
        LabelerConfig.Labeler labeler = config(Map.of("noisystudent.labeler.model-cache", directory.toString()))
                .labeler();
        Clock clock = Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC);
        assertThat(LabelerSettings.devices(labeler, LabelerSettings.deviceFailures(labeler, clock))
                        .options()
                        .device())
                .isEqualTo(Device.AUTO);

        // When
        for (int process = 0; process < 3; process++) {
            LabelerSettings.deviceFailures(labeler, clock)
                    .note(new NoisyStudentException(ErrorCode.DEVICE_FAILED, "cuda:0", "CUDA failure 700"));
        }

        // Then
        DeviceFailures failures = LabelerSettings.deviceFailures(labeler, clock);
        assertThat(failures.tooMany()).isEmpty();
        assertThat(LabelerSettings.devices(labeler, failures))
                .isEqualTo(LabelerSettings.devices(labeler).onCpu());
    }

    private static List<String> problems(Map<String, String> labeler) {
        Map<String, String> values = new HashMap<>();
        labeler.forEach((key, value) -> values.put("noisystudent.labeler." + key, value));
        return LabelerSettings.problems(config(values));
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
        assertThatThrownBy(() -> LabelerSettings.devices(config.labeler()))
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
