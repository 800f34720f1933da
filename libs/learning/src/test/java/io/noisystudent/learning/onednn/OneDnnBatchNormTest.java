package io.noisystudent.learning.onednn;

import io.noisystudent.learning.onednn.OneDnnBatchNorm.RunningStatistics;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Against libtorch's own batch normalization and its gradients. */
class OneDnnBatchNormTest {
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;
    private static final long[] SHAPE = {6, 32, 5, 7};

    @ParameterizedTest
    @CsvSource({"Float, false, 1", "Float, true, 2", "BFloat16, false, 2", "BFloat16, true, 1"})
    void shouldAgreeWithLibtorch(ScalarType type, boolean rectified, int threads) throws IOException {
        // Given
        Compute.cpu(threads, Precision.FP32, Kernels.AUTO).prepareThread();
        assumeFastKernel(type);

        // When
        Map<String, float[]> expected =
                NativeScope.call(() -> results(type, (input, layer) -> libtorch(input, layer, rectified)));
        Map<String, float[]> actual =
                NativeScope.call(() -> results(type, (input, layer) -> oneDnn(input, layer, rectified)));

        // Then
        TestTensors.assertClose(actual, expected, type);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldGiveTheSameBitsAgain(int threads) throws IOException {
        // Given
        Compute.cpu(threads, Precision.FP32, Kernels.AUTO).prepareThread();
        assumeFastKernel(ScalarType.BFloat16);

        // When
        Map<String, float[]> first =
                NativeScope.call(() -> results(ScalarType.BFloat16, (input, layer) -> oneDnn(input, layer, true)));
        Map<String, float[]> second =
                NativeScope.call(() -> results(ScalarType.BFloat16, (input, layer) -> oneDnn(input, layer, true)));

        // Then
        assertThat(second).usingRecursiveComparison().isEqualTo(first);
    }

    @Test
    void shouldKeepApartWhatSeveralPassesNote() throws IOException {
        assumeFastKernel(ScalarType.Float);
        NativeScope.run(() -> {
            // Given
            OneDnnBatchNorm norm = new OneDnnBatchNorm(Compute.cpu(), EPSILON, MOMENTUM, true);
            Layer layer = new Layer();
            Tensor first = images(ScalarType.Float, 1);
            Tensor second = images(ScalarType.Float, 2);
            Tensor firstResult =
                    norm.apply(first, layer.scale, layer.shift, layer.running).orElseThrow();
            Tensor secondResult =
                    norm.apply(second, layer.scale, layer.shift, layer.running).orElseThrow();

            // When
            firstResult.mul(firstResult).sum().backward();
            secondResult.mul(secondResult).sum().backward();

            // Then
            Layer other = new Layer();
            Tensor alone = images(ScalarType.Float, 1);
            Tensor result = libtorch(alone, other, true);
            result.mul(result).sum().backward();
            assertThat(HostMemory.floats(first.grad()))
                    .usingComparatorWithPrecision(1e-4f)
                    .containsExactly(HostMemory.floats(alone.grad()));
        });
    }

    @Test
    void shouldLeaveParametersThatAreNotTrained() throws IOException {
        assumeFastKernel(ScalarType.Float);
        NativeScope.run(() -> {
            // Given
            Tensor input = images(ScalarType.Float, 1);
            Layer layer = new Layer();
            layer.shift.set_requires_grad(false);

            // When
            oneDnn(input, layer, true).sum().backward();

            // Then
            assertThat(layer.scale.grad().defined()).isTrue();
            assertThat(layer.shift.grad().defined()).isFalse();
        });
    }

    @Test
    void shouldLeaveToLibtorchWhatItHasNoFastKernelFor() throws IOException {
        Torch.load();
        assumeFastKernel(ScalarType.Float);
        assertThat(isTaken(images(ScalarType.Float, 1))).isTrue();
        assertThat(isTaken(images(ScalarType.Double, 1))).as("float64").isFalse();
        assertThat(isTaken(TestTensors.images(ScalarType.Float, 1, 6, 32, 5, 7).detach()))
                .as("no gradient")
                .isFalse();
        assertThat(isTaken(TestTensors.images(ScalarType.BFloat16, 1, 6, 20, 5, 7)))
                .as("odd width")
                .isFalse();
        assertThat(isTaken(TestTensors.images(ScalarType.Float, 1, 1, 32, 1, 1)))
                .as("one value")
                .isFalse();
        assertThat(isTaken(TestTensors.leaf(torch.zeros(0, 32, 5, 7))))
                .as("no image")
                .isFalse();
        assertThat(isTaken(TestTensors.leaf(
                        TestTensors.values(ScalarType.Float, 1, SHAPE).contiguous())))
                .as("channels first")
                .isFalse();
        assertThat(isTaken(TestTensors.leaf(
                        TestTensors.values(ScalarType.Float, 1, 6, 32, 5).contiguous())))
                .as("three axes")
                .isFalse();
    }

    /** Two of them would have two teams of threads on the same cores. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldShareOpenMpWithLibtorch() throws IOException {
        // Given
        Torch.load();
        isTaken(images(ScalarType.Float, 1));

        // When
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            // Then
            assertThat(lines.filter(line -> line.contains("gomp"))
                            .map(line -> line.substring(line.indexOf('/')))
                            .distinct())
                    .hasSize(1);
        }
    }

    private static void assumeFastKernel(ScalarType type) throws IOException {
        FastKernels.assume(isTaken(images(type, 1)));
    }

    private static boolean isTaken(Tensor input) {
        return NativeScope.call(() -> {
            Tensor scale = TestTensors.leaf(TestTensors.values(ScalarType.Float, 3, input.size(1)));
            RunningStatistics running = new RunningStatistics(torch.zeros(input.size(1)), torch.ones(input.size(1)));
            return new OneDnnBatchNorm(Compute.cpu(), EPSILON, MOMENTUM, true)
                    .apply(input, scale, scale, running)
                    .isPresent();
        });
    }

    /** Everything that training sees, of a block whose shortcut uses the input too. */
    private static Map<String, float[]> results(ScalarType type, Normalization normalization) {
        Tensor input = images(type, 1);
        Layer layer = new Layer();
        Tensor output = normalization.apply(input, layer);
        Tensor weights = TestTensors.values(ScalarType.Float, 5, SHAPE);
        Map<String, float[]> results = new LinkedHashMap<>();
        results.put("output", HostMemory.floats(output));
        for (int pass = 1; pass <= 2; pass++) {
            output.add(input).mul(weights).sum().backward();
            output = normalization.apply(input, layer);
        }
        results.put("gradient of the input", HostMemory.floats(input.grad()));
        results.put("gradient of scale", HostMemory.floats(layer.scale.grad()));
        results.put("gradient of shift", HostMemory.floats(layer.shift.grad()));
        results.put("running mean", HostMemory.floats(layer.running.mean()));
        results.put("running variance", HostMemory.floats(layer.running.variance()));
        return results;
    }

    private static Tensor libtorch(Tensor input, Layer layer, boolean rectified) {
        Tensor output = torch.batch_norm(
                input,
                new TensorOptional(layer.scale),
                new TensorOptional(layer.shift),
                new TensorOptional(layer.running.mean()),
                new TensorOptional(layer.running.variance()),
                true,
                MOMENTUM,
                EPSILON,
                false);
        return rectified ? output.relu() : output;
    }

    private static Tensor oneDnn(Tensor input, Layer layer, boolean rectified) {
        Optional<Tensor> output = new OneDnnBatchNorm(Compute.cpu(), EPSILON, MOMENTUM, rectified)
                .apply(input, layer.scale, layer.shift, layer.running);
        assertThat(output).isPresent();
        return output.get();
    }

    private static Tensor images(ScalarType type, long seed) {
        return TestTensors.images(type, seed, SHAPE);
    }

    @FunctionalInterface
    private interface Normalization {
        Tensor apply(Tensor input, Layer layer);
    }

    private static final class Layer {
        private final Tensor scale = TestTensors.leaf(TestTensors.values(ScalarType.Float, 3, SHAPE[1]));
        private final Tensor shift = TestTensors.leaf(TestTensors.values(ScalarType.Float, 4, SHAPE[1]));
        private final RunningStatistics running = new RunningStatistics(torch.zeros(SHAPE[1]), torch.ones(SHAPE[1]));
    }
}
