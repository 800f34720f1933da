package io.noisystudent.learning.module;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.networks.validation.Shapes;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeptValuesTest {
    private static final ImageShape SHAPE = new ImageShape(16, 16, 3);
    private static final int BATCH = 4;
    private static final Compute COMPUTE = Compute.cpu(1, Precision.FP32, Kernels.AUTO);

    @BeforeEach
    void prepareThread() {
        COMPUTE.prepareThread();
    }

    /** All of them at once: none may be overwritten by a ReLU or merged into what follows. */
    @ParameterizedTest
    @ValueSource(strings = {"resnet-8", "wrn-10-1", "efficientnet-b0-small", "resnet-18"})
    void shouldKeepEveryValueAsOnnxRuntimeComputesIt(String network) throws OrtException {
        // Given
        Graph graph = Networks.build(network, SHAPE, List.of("a", "b", "c"), 1);
        Set<String> values = floatValues(graph);
        ByteBuffer images = images();
        Map<String, float[]> expected = onnxRuntime(graph, values, images);

        // When
        Map<String, float[]> actual = NativeScope.call(() -> {
            try (GraphModule module = GraphModule.of(graph, COMPUTE, ModuleOptions.keeping(values))) {
                Map<String, float[]> kept = new HashMap<>();
                module.forward(tensor(images), Mode.EVALUATION)
                        .kept()
                        .forEach((name, value) -> kept.put(name, HostMemory.floats(value)));
                return kept;
            }
        });

        // Then
        assertThat(actual.keySet()).isEqualTo(values);
        assertThat(values).hasSizeGreaterThan(20);
        expected.forEach((name, value) ->
                assertThat(distance(actual.get(name), value)).as(name).isLessThan(2e-4));
    }

    @Test
    void shouldGiveTheSameLogitsAndGradientsWhateverIsKept() {
        // Given
        Graph graph = Networks.build("wrn-10-1", SHAPE, List.of("a", "b", "c"), 1);
        ModuleOptions all = new ModuleOptions(new NoiseRates(.2, .3), Trained.ALL, floatValues(graph));

        // When
        List<float[]> plain = gradients(graph, new ModuleOptions(new NoiseRates(.2, .3), Trained.ALL, Set.of()));
        List<float[]> keeping = gradients(graph, all);

        // Then
        assertThat(keeping).hasSameSizeAs(plain);
        for (int i = 0; i < plain.size(); i++) {
            assertThat(distance(keeping.get(i), plain.get(i))).isLessThan(1e-4);
        }
    }

    @Test
    void shouldDifferentiateThroughAKeptValue() {
        // Given what a ReLU would otherwise overwrite
        Graph graph = Networks.build("wrn-10-1", SHAPE, List.of("a", "b", "c"), 1);
        String normalized = outputs(graph, "BatchNormalization").get(0);

        NativeScope.run(() -> {
            try (GraphModule module = GraphModule.of(graph, COMPUTE, ModuleOptions.keeping(Set.of(normalized)))) {
                // When
                Tensor value = module.forward(tensor(images()), Mode.TRAINING).value(normalized);
                value.square().mean().backward();

                // Then
                assertThat(value.min().item_float()).isNegative();
                assertThat(module.parameters())
                        .as("before the value")
                        .anyMatch(parameter -> parameter.gradient().defined());
                assertThat(module.parameters())
                        .filteredOn(parameter -> parameter.name().startsWith("classifier"))
                        .as("after the value")
                        .isNotEmpty()
                        .noneMatch(parameter -> parameter.gradient().defined());
            }
        });
    }

    @Test
    void shouldRefuseAValueThatTheGraphDoesNotCompute() {
        Graph graph = Networks.build("mlp", SHAPE, List.of("a", "b"), 1);

        assertThatThrownBy(() -> GraphModule.of(graph, COMPUTE, ModuleOptions.keeping(Set.of("nowhere"))))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH))
                .hasMessageContaining("computes no value nowhere");
    }

    private static double distance(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
        }
        return largest;
    }

    private static List<float[]> gradients(Graph graph, ModuleOptions options) {
        return NativeScope.call(() -> {
            try (GraphModule module = GraphModule.of(graph, COMPUTE, options)) {
                module.reseed(5);
                Tensor logits = module.forward(tensor(images()), Mode.TRAINING).logits();
                logits.square().sum().backward();
                List<float[]> results = new ArrayList<>(List.of(HostMemory.floats(logits)));
                module.parameters().forEach(parameter -> results.add(HostMemory.floats(parameter.gradient())));
                return results;
            }
        });
    }

    private static Set<String> floatValues(Graph graph) {
        Set<String> values = new LinkedHashSet<>();
        graph.nodes().stream()
                .filter(node -> !Set.of("Shape", "Constant", "Cast", "Dropout").contains(node.operator()))
                .flatMap(node -> node.outputs().stream())
                .filter(name -> !name.equals("probabilities"))
                .forEach(values::add);
        return values;
    }

    private static List<String> outputs(Graph graph, String operator) {
        return graph.nodes().stream()
                .filter(node -> node.operator().equals(operator))
                .map(Node::output)
                .toList();
    }

    private static Map<String, float[]> onnxRuntime(Graph graph, Set<String> values, ByteBuffer images)
            throws OrtException {
        List<TensorSpec> outputs = new ArrayList<>(graph.outputs());
        Shapes shapes = Shapes.infer(graph, SHAPE, BATCH);
        values.stream()
                .filter(name -> graph.outputs().stream()
                        .noneMatch(output -> output.name().equals(name)))
                .forEach(name -> outputs.add(new TensorSpec(
                        name,
                        ElementType.FLOAT,
                        LongStream.of(shapes.of(name)).mapToObj(Dimension::of).toList())));
        Graph open = new Graph(
                graph.name(), graph.opset(), graph.nodes(), graph.inputs(), outputs, graph.initializers(), Map.of());
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {BATCH, SHAPE.height(), SHAPE.width(), SHAPE.channels()};
        try (OrtSession session = environment.createSession(OnnxWriter.write(open));
                OnnxTensor input = OnnxTensor.createTensor(environment, images.duplicate(), shape, OnnxJavaType.UINT8);
                OrtSession.Result result =
                        session.run(Map.of(graph.inputs().get(0).name(), input), values)) {
            Map<String, float[]> all = new HashMap<>();
            for (String name : values) {
                FloatBuffer elements = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
                float[] array = new float[elements.remaining()];
                elements.get(array);
                all.put(name, array);
            }
            return all;
        }
    }

    private static ByteBuffer images() {
        byte[] pixels = new byte[BATCH * SHAPE.bytes()];
        new Random(3).nextBytes(pixels);
        return ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    }

    private static Tensor tensor(ByteBuffer images) {
        return COMPUTE.overBytes(images, BATCH, SHAPE.height(), SHAPE.width(), SHAPE.channels());
    }
}
