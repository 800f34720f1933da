package io.noisystudent.learning.module;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.validation.Shapes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Windows and resizing with many attributes at once: the values of ONNX Runtime at every place, or a refusal. */
class AttributeSweepTest {
    private static final ImageShape IMAGE = new ImageShape(TestGraphs.SIDE, TestGraphs.SIDE, TestGraphs.CHANNELS);
    private static final int BATCH = 2;
    private static final int POOLS = 150;
    private static final List<String> COORDINATES =
            List.of("half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric");
    /** Of the two sides; whole results only where corners are aligned. */
    private static final List<Tensor> SCALES = List.of(
            Tensor.vector(1f, 1f, 1.5f, 2f), Tensor.vector(1f, 1f, 0.7f, 1.3f), Tensor.vector(1f, 1f, 0.4f, 2.6f));

    private static final List<Tensor> SIZES = List.of(
            Tensor.vector(BATCH, 4L, 3L, 9L), Tensor.vector(BATCH, 4L, 1L, 5L), Tensor.vector(BATCH, 4L, 13L, 6L));

    private final ByteBuffer images = images();
    private final List<String> wrong = new ArrayList<>();
    private int right;
    private int refused;

    @ParameterizedTest
    @ValueSource(strings = {"AveragePool", "MaxPool"})
    void shouldPoolAsOnnxRuntimeDoes(String operator) {
        // Given
        Random random = new Random(9);
        List<Map<String, Attribute>> sweep = new ArrayList<>();
        while (sweep.size() < POOLS) {
            sweep.add(window(random, operator.equals("AveragePool")));
        }

        // When
        sweep.forEach(
                attributes -> compare(attributes.toString(), g -> g.node(operator, "z", List.of("y"), attributes)));

        // Then
        assertThat(wrong).isEmpty();
        assertThat(right).isEqualTo(POOLS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dilations", "strides", "ceil_mode"})
    void shouldRefuseWhatPoolsInTwoReadings(String attribute) {
        // Given
        Map<String, Attribute> attributes = Map.of(
                "kernel_shape",
                Attribute.ofInts(2, 2),
                "auto_pad",
                Attribute.of("SAME_UPPER"),
                attribute,
                attribute.equals("ceil_mode") ? Attribute.of(1) : Attribute.ofInts(4, 1));
        Graph graph =
                start(g -> g.node("MaxPool", "z", List.of("y"), attributes)).classify("z", 4);

        // Then
        assertThatThrownBy(() -> GraphModule.of(graph, Compute.cpu()))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.UNSUPPORTED_OPERATOR))
                .hasMessageContainingAll("node z (MaxPool)", "attribute " + attribute);
    }

    @Test
    void shouldFindTheNearestAsOnnxRuntimeDoes() {
        for (String rounding : List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
            resize(Map.of("mode", Attribute.of("nearest"), "nearest_mode", Attribute.of(rounding)));
        }

        assertThat(wrong).isEmpty();
        assertThat(right).isGreaterThan(100);
        assertThat(refused).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldResizeLinearlyAsOnnxRuntimeDoes(int antialias) {
        resize(Map.of("mode", Attribute.of("linear"), "antialias", Attribute.of(antialias)));

        assertThat(wrong).isEmpty();
        assertThat(right).isEqualTo(28);
        assertThat(refused).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldResizeCubicallyAsOnnxRuntimeDoes(int antialias) {
        for (int excluded = 0; excluded <= 1; excluded++) {
            resize(Map.of(
                    "mode", Attribute.of("cubic"),
                    "antialias", Attribute.of(antialias),
                    "exclude_outside", Attribute.of(excluded),
                    "cubic_coeff_a", Attribute.of(-0.5f)));
        }

        assertThat(wrong).isEmpty();
        assertThat(right).isEqualTo(56);
        assertThat(refused).isEqualTo(4);
    }

    private void resize(Map<String, Attribute> attributes) {
        for (String coordinates : COORDINATES) {
            Map<String, Attribute> all = new LinkedHashMap<>(attributes);
            all.put("coordinate_transformation_mode", Attribute.of(coordinates));
            SCALES.forEach(
                    scales -> compare(all + " by " + Arrays.toString(scales.floats()), g -> g.constant("scales", scales)
                            .node("Resize", "z", List.of("y", "", "scales"), all)));
            SIZES.forEach(
                    sizes -> compare(all + " to " + Arrays.toString(sizes.longs()), g -> g.constant("sizes", sizes)
                            .node("Resize", "z", List.of("y", "", "", "sizes"), all)));
        }
    }

    private static Map<String, Attribute> window(Random random, boolean average) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        long[] kernel = {1 + random.nextInt(3), 1 + random.nextInt(3)};
        long[] strides = {1 + random.nextInt(3), 1 + random.nextInt(3)};
        attributes.put("kernel_shape", Attribute.ofInts(kernel));
        attributes.put("strides", Attribute.ofInts(strides));
        if (average) {
            attributes.put("count_include_pad", Attribute.of(random.nextInt(2)));
        }
        if (random.nextInt(3) == 0) {
            String automatic = List.of("SAME_UPPER", "SAME_LOWER", "VALID").get(random.nextInt(3));
            attributes.put("auto_pad", Attribute.of(automatic));
            attributes.put(
                    "strides",
                    Attribute.ofInts(Math.min(strides[0], kernel[0] + 1), Math.min(strides[1], kernel[1] + 1)));
            return attributes;
        }
        long[] dilations = {1 + random.nextInt(2), 1 + random.nextInt(2)};
        attributes.put("dilations", Attribute.ofInts(dilations));
        long[] pads = new long[4];
        // No more than there are places, so that each window has one on the image.
        Arrays.setAll(pads, i -> random.nextInt((int) kernel[i % 2]));
        attributes.put("pads", Attribute.ofInts(pads));
        attributes.put("ceil_mode", Attribute.of(beginsInPadding(kernel, strides, dilations, pads) ? 0 : 1));
        return attributes;
    }

    /** Whether the last window would, rounding up: ONNX counts it, ONNX Runtime does not, and opens no such graph. */
    private static boolean beginsInPadding(long[] kernel, long[] strides, long[] dilations, long[] pads) {
        for (int axis = 0; axis < 2; axis++) {
            long room = TestGraphs.SIDE + pads[axis] + pads[axis + 2] - (kernel[axis] - 1) * dilations[axis] - 1;
            long last = (room + strides[axis] - 1) / strides[axis] * strides[axis];
            if (last >= TestGraphs.SIDE + pads[axis]) {
                return true;
            }
        }
        return false;
    }

    private void compare(String what, UnaryOperator<TestGraphs> operator) {
        try {
            Graph graph = graph(operator);
            float[] expected = new float[BATCH * TestGraphs.CLASSES];
            InferenceOptions options =
                    InferenceOptions.defaults().withThreads(1).withMaxBatch(BATCH);
            try (Classifier classifier = Classifier.open(graph, options)) {
                classifier.input().put(images.duplicate());
                classifier.run(BATCH).logits().get(expected);
            }
            float[] actual = NativeScope.call(() -> {
                try (GraphModule module = GraphModule.of(graph, Compute.cpu())) {
                    return HostMemory.floats(module.forward(
                                    Compute.cpu()
                                            .overBytes(images, BATCH, IMAGE.height(), IMAGE.width(), IMAGE.channels()),
                                    Mode.EVALUATION)
                            .logits());
                }
            });
            float difference = 0;
            for (int i = 0; i < expected.length; i++) {
                difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
            }
            if (difference < 1e-4f) {
                right++;
            } else {
                wrong.add(what + ": " + difference);
            }
        } catch (NoisyStudentException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_OPERATOR);
            assertThat(e.getMessage()).contains("node z", "attribute coordinate_transformation_mode is align_corners");
            refused++;
        }
    }

    /** A classifier of all places of the output, which a sum over them would hide. */
    private static Graph graph(UnaryOperator<TestGraphs> operator) {
        long[] shape =
                Shapes.infer(start(operator).classify("z", 4), IMAGE, BATCH).of("z");
        int features = (int) (shape[1] * shape[2] * shape[3]);
        Graph graph = start(operator).node("Flatten", "flat", "z").classifyFeatures("flat", features);
        return OperatorGraphs.newest(graph);
    }

    private static TestGraphs start(UnaryOperator<TestGraphs> operator) {
        return operator.apply(new TestGraphs(5).conv("y", "x", TestGraphs.CHANNELS, 4));
    }

    private static ByteBuffer images() {
        byte[] pixels = new byte[BATCH * IMAGE.bytes()];
        new Random(4).nextBytes(pixels);
        return ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    }
}
