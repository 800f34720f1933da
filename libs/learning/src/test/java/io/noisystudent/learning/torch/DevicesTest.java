package io.noisystudent.learning.torch;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is chosen, and what is missing where the choice cannot be had; the cards are made up. */
class DevicesTest {
    private static final CudaCard HOPPER = new CudaCard(0, "NVIDIA H100", 9, 0);
    private static final CudaCard TURING = new CudaCard(0, "Tesla T4", 7, 5);
    private static final CudaCard PASCAL = new CudaCard(0, "Tesla P4", 6, 1);

    private final Cards cuda = new Cards();

    @ParameterizedTest
    @CsvSource({"auto, AUTO, 0", "cpu, CPU, 0", "cuda, CUDA, 0", "cuda:0, CUDA, 0", "cuda:11, CUDA, 11"})
    void shouldReadWhatIsAskedFor(String name, DeviceChoice.Kind kind, int number) {
        assertThat(DeviceChoice.named(name)).contains(new DeviceChoice(kind, number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "CUDA", "cuda:", "cuda:-1", "cuda:1x", "cuda:100", "cpu:0"})
    void shouldNotReadAnythingElse(String name) {
        assertThat(DeviceChoice.named(name)).isEmpty();
    }

    @Test
    void shouldOpenTheCardThatIsAskedForOrFound() {
        cuda.cards = List.of(HOPPER, new CudaCard(1, "NVIDIA A100", 8, 0));

        assertThat(open("auto", Precision.AUTO).device()).isEqualTo("cuda:0");
        assertThat(open("cuda", Precision.FP16).device()).isEqualTo("cuda:0");
        assertThat(open("cuda:1", Precision.BF16).device()).isEqualTo("cuda:1");
        assertThat(open("cpu", Precision.BF16).device()).isEqualTo("cpu");
    }

    /** What this build is: the bindings themselves answer. */
    @Test
    void shouldSayThatThisBuildHasNoNativesForCards() {
        Devices devices = new Devices();

        assertRefused(
                () -> devices.open(DeviceChoice.named("cuda").orElseThrow(), request(Precision.FP32, false)),
                "this build has no CUDA natives");
        assertThat(devices.open(DeviceChoice.AUTO, request(Precision.FP32, false))
                        .device())
                .isEqualTo("cpu");
    }

    @Test
    void shouldTakeTheProcessorWhereCudaCannotBeUsed() {
        cuda.failure =
                new RuntimeException("The NVIDIA driver on your system is too old (found version 12040).\nframe #0");

        assertThat(open("auto", Precision.AUTO).device()).isEqualTo("cpu");
        assertRefused(() -> open("auto", Precision.FP16), "fp16 needs a card, and auto found none: ");
        assertRefused(() -> open("auto", Precision.FP16), "found version 12040");
        assertRefused(
                () -> open("cuda", Precision.AUTO),
                "The NVIDIA driver on your system is too old (found version 12040).; install a driver for CUDA 13");
    }

    @Test
    void shouldNameLibrariesThatAreMissing() {
        cuda.missing = new UnsatisfiedLinkError("libcudart.so.13: cannot open shared object file");

        assertRefused(() -> open("cuda", Precision.AUTO), "libcudart.so.13: cannot open shared object file; those for");
        assertRefused(() -> open("auto", Precision.AUTO), "the build for processors is to be taken");
        assertRefused(() -> open("cpu", Precision.AUTO), "the build for processors is to be taken");
    }

    @Test
    void shouldNameTheCardsThatAreThere() {
        cuda.cards = List.of(HOPPER);

        assertRefused(
                () -> open("cuda:1", Precision.AUTO), "cuda:1 is not there, the cards are [cuda:0 (NVIDIA H100)]");
    }

    @Test
    void shouldRefuseAPrecisionThatTheDeviceLacks() {
        cuda.cards = List.of(TURING);
        assertRefused(
                () -> open("auto", Precision.BF16),
                "Tesla T4 of compute capability 7.5, which has no products in bf16");
        assertThat(open("auto", Precision.FP16).device()).isEqualTo("cuda:0");
        cuda.cards = List.of(PASCAL);
        assertRefused(() -> open("auto", Precision.FP16), "give noisystudent.trainer.precision fp32");
        assertRefused(() -> open("cpu", Precision.FP16), "fp16 needs a card");
    }

    @Test
    void shouldWantTheWorkspaceWithWhichProductsAreDeterministic() {
        cuda.cards = List.of(HOPPER);
        Devices devices = new Devices(cuda);

        assertRefused(() -> devices.open(DeviceChoice.AUTO, request(Precision.FP32, true)), "CUBLAS_WORKSPACE_CONFIG");
        cuda.workspace = ":4096:8";
        Compute compute = devices.open(DeviceChoice.AUTO, request(Precision.FP32, true));
        assertThat(compute.description())
                .containsEntry("card", "NVIDIA H100")
                .containsEntry("deterministic", "true")
                .containsEntry("autotuning", "false")
                .containsEntry("cudnn", "91900");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06  Sun Jul 27 07:01:55 UTC 2026\nGCC version: 13.3.0",
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build\nGCC version: 13.3.0"
            })
    void shouldFindTheVersionOfTheDriver(String description) {
        assertThat(DriverVersion.of(description)).contains("580.65.06");
    }

    private Compute open(String name, Precision precision) {
        return new Devices(cuda).open(DeviceChoice.named(name).orElseThrow(), request(precision, false));
    }

    private static Devices.Request request(Precision precision, boolean deterministic) {
        return new Devices.Request(1, precision, Kernels.AUTO, new CudaSettings(false, true, deterministic));
    }

    private static void assertRefused(Runnable opening, String why) {
        assertThatThrownBy(opening::run)
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                .hasMessageContaining(why);
    }

    private static final class Cards implements CudaRuntime {
        private List<CudaCard> cards = List.of();
        private String workspace = "";
        private RuntimeException failure;
        private LinkageError missing;

        @Override
        public void load() {
            if (missing != null) {
                throw missing;
            }
        }

        @Override
        public boolean isBuiltIn() {
            return true;
        }

        @Override
        public List<CudaCard> cards() {
            if (failure != null) {
                throw failure;
            }
            return cards;
        }

        @Override
        public Map<String, String> versions() {
            return Map.of("cudnn", "91900");
        }

        @Override
        public String environment(String name) {
            return workspace;
        }

        @Override
        public Compute open(CudaCard card, int threads, Precision precision, CudaSettings settings) {
            return new CudaCompute(card, versions(), threads, precision, settings);
        }
    }
}
