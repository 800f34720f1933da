package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.torch.Torch;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Against libtorch's own convolution and its gradients. */
class OneDnnConvolutionTest {
    private static final Widths EVEN = new Widths(32, 64);

    @ParameterizedTest
    @CsvSource({
        "Float, 3, 1, 1, 1, 1",
        "Float, 3, 2, 1, 1, 2",
        "Float, 3, 1, 2, 2, 2",
        "Float, 3, 2, 0, 1, 1",
        "Float, 1, 1, 0, 1, 1",
        "Float, 1, 2, 0, 1, 2",
        "BFloat16, 3, 1, 1, 1, 2",
        "BFloat16, 3, 2, 1, 1, 1",
        "BFloat16, 1, 1, 0, 1, 2"
    })
    void shouldAgreeWithLibtorch(ScalarType type, int size, long stride, long padding, long dilation, int threads)
            throws IOException {
        Compute.cpu(threads, Precision.FP32, Kernels.AUTO).prepareThread();
        assertAgreement(type, size, EVEN, new Window(both(stride), both(padding), both(dilation)));
    }

    /** The last vector of a row is not full. */
    @ParameterizedTest
    @CsvSource({"Float, 3", "Float, 1", "BFloat16, 3", "BFloat16, 1"})
    void shouldAgreeWithLibtorchOnOddWidths(ScalarType type, int size) throws IOException {
        assertAgreement(type, size, new Widths(20, 10), new Window(both(1), both(size / 2), both(1)));
    }

    private static void assertAgreement(ScalarType type, int size, Widths widths, Window window) throws IOException {
        // Given
        FastKernels.assume(isTaken(images(type, widths), kernel(size, widths), window, type));

        // When
        Map<String, float[]> expected = NativeScope.call(
                () -> results(type, size, widths, (input, weight) -> libtorch(input, weight.to(type), window)));
        Map<String, float[]> actual = NativeScope.call(
                () -> results(type, size, widths, (input, weight) -> oneDnn(input, weight, window, type)));

        // Then
        TestTensors.assertClose(actual, expected, type);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldGiveTheSameBitsAgain(int threads) throws IOException {
        // Given
        Compute.cpu(threads, Precision.FP32, Kernels.AUTO).prepareThread();
        Window window = new Window(both(1), both(1), both(1));
        FastKernels.assume(isTaken(images(ScalarType.Float), kernel(3), window, ScalarType.Float));
        Convolution convolution = (input, weight) -> oneDnn(input, weight, window, ScalarType.Float);

        // When
        Map<String, float[]> first = NativeScope.call(() -> results(ScalarType.Float, 3, EVEN, convolution));
        Map<String, float[]> second = NativeScope.call(() -> results(ScalarType.Float, 3, EVEN, convolution));

        // Then
        assertThat(second).usingRecursiveComparison().isEqualTo(first);
    }

    /** As under autocast, where what goes in may still be float32. */
    @Test
    void shouldConvertItsInput() throws IOException {
        Window window = new Window(both(1), both(1), both(1));
        FastKernels.assume(isTaken(images(ScalarType.Float), kernel(3), window, ScalarType.BFloat16));
        NativeScope.run(() -> {
            // Given
            Tensor input = images(ScalarType.Float);
            Tensor weight = kernel(3);

            // When
            Tensor output = oneDnn(input, weight, window, ScalarType.BFloat16);
            output.sum().backward();

            // Then
            assertThat(output.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            assertThat(input.grad().scalar_type().intern()).isEqualTo(ScalarType.Float);
            assertThat(TestTensors.largest(HostMemory.floats(input.grad()))).isPositive();
        });
    }

    @Test
    void shouldRefuseASecondBackwardPass() throws IOException {
        Window window = new Window(both(1), both(1), both(1));
        FastKernels.assume(isTaken(images(ScalarType.Float), kernel(3), window, ScalarType.Float));
        NativeScope.run(() -> {
            // Given
            Tensor loss = oneDnn(images(ScalarType.Float), kernel(3), window, ScalarType.Float)
                    .sum();
            BoolOptional retain = new BoolOptional(true);
            loss.backward(new Tensor(), retain, false, new TensorArrayRefOptional());

            // When / Then
            assertThatThrownBy(() -> loss.backward(new Tensor(), retain, false, new TensorArrayRefOptional()))
                    .hasMessageContaining("a second backward pass through one forward pass");
        });
    }

    @Test
    void shouldLeaveAWeightThatIsNotTrained() throws IOException {
        Window window = new Window(both(1), both(1), both(1));
        FastKernels.assume(isTaken(images(ScalarType.Float), kernel(3), window, ScalarType.Float));
        NativeScope.run(() -> {
            // Given
            Tensor input = images(ScalarType.Float);
            Tensor weight = kernel(3).set_requires_grad(false);

            // When
            oneDnn(input, weight, window, ScalarType.Float).sum().backward();

            // Then
            assertThat(TestTensors.largest(HostMemory.floats(input.grad()))).isPositive();
            assertThat(weight.grad().defined()).isFalse();
        });
    }

    @Test
    void shouldLeaveToLibtorchWhatItCannotDo() {
        Torch.load();
        Window window = new Window(both(1), both(1), both(1));
        ScalarType type = ScalarType.Float;
        assertThat(isTaken(images(ScalarType.Double), kernel(3), window, ScalarType.Double))
                .as("float64")
                .isFalse();
        assertThat(isTaken(images(type).detach(), kernel(3), window, type))
                .as("no gradient")
                .isFalse();
        assertThat(isTaken(
                        TestTensors.leaf(TestTensors.values(type, 1, 6, EVEN.channels, 8, 10)),
                        kernel(3),
                        window,
                        type))
                .as("channels first")
                .isFalse();
        assertThat(isTaken(
                        images(type),
                        TestTensors.leaf(TestTensors.values(type, 2, EVEN.outputs, EVEN.channels, 3, 3)),
                        window,
                        type))
                .as("a weight with its channels first")
                .isFalse();
        assertThat(isTaken(TestTensors.leaf(torch.zeros(0, EVEN.channels, 8, 10)), kernel(3), window, type))
                .as("no image")
                .isFalse();
        assertThat(isTaken(TestTensors.images(type, 1, 6, EVEN.channels / 2, 8, 10), kernel(3), window, type))
                .as("other channels")
                .isFalse();
        assertThat(isTaken(
                        TestTensors.images(type, 1, 6, EVEN.channels, 1, 10),
                        kernel(3),
                        new Window(both(1), both(0), both(1)),
                        type))
                .as("larger than the image")
                .isFalse();
    }

    private static boolean isTaken(Tensor input, Tensor weight, Window window, ScalarType type) {
        return NativeScope.call(() -> new OneDnnConvolution(Compute.cpu(), window.strides, window.dilations)
                .apply(input, weight, window.padding, type)
                .isPresent());
    }

    /** Everything that training sees, of two convolutions that get the same gradient as their sum, and a shortcut. */
    private static Map<String, float[]> results(ScalarType type, int size, Widths widths, Convolution convolution) {
        Tensor input = images(type, widths);
        Tensor weight = kernel(size, widths);
        Tensor other = TestTensors.images(ScalarType.Float, 3, widths.outputs, widths.channels, size, size);
        Map<String, float[]> results = new LinkedHashMap<>();
        for (int pass = 1; pass <= 2; pass++) {
            Tensor output = convolution.apply(input, weight).add(convolution.apply(input, other));
            results.put("output", HostMemory.floats(output));
            output.mul(TestTensors.values(ScalarType.Float, 4, output.shape()))
                    .sum()
                    .add(input.mul(input).sum())
                    .backward();
        }
        results.put("gradient of the input", HostMemory.floats(input.grad()));
        results.put("gradient of the weight", HostMemory.floats(weight.grad()));
        results.put("gradient of the other weight", HostMemory.floats(other.grad()));
        return results;
    }

    private static Tensor libtorch(Tensor input, Tensor weight, Window window) {
        return torch.conv2d(input, weight, new TensorOptional(), window.strides, window.padding, window.dilations, 1);
    }

    private static Tensor oneDnn(Tensor input, Tensor weight, Window window, ScalarType type) {
        return new OneDnnConvolution(Compute.cpu(), window.strides, window.dilations)
                .apply(input, weight, window.padding, type)
                .orElseThrow();
    }

    private static long[] both(long size) {
        return new long[] {size, size};
    }

    private static Tensor images(ScalarType type) {
        return images(type, EVEN);
    }

    private static Tensor images(ScalarType type, Widths widths) {
        return TestTensors.images(type, 1, 6, widths.channels, 8, 10);
    }

    private static Tensor kernel(int size) {
        return kernel(size, EVEN);
    }

    private static Tensor kernel(int size, Widths widths) {
        return TestTensors.images(ScalarType.Float, 2, widths.outputs, widths.channels, size, size);
    }

    @FunctionalInterface
    private interface Convolution {
        Tensor apply(Tensor input, Tensor weight);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Window(long[] strides, long[] padding, long[] dilations) {}

    private record Widths(int channels, int outputs) {}
}
