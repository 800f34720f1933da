package io.noisystudent.learning.module;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.RandomStream;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.validation.GraphCheck;
import io.noisystudent.networks.validation.OnnxOperator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * ONNX's own tests of its operators, one directory each with a model, inputs and expected outputs, run as the trainer
 * runs a network. The inputs become constants of the model, so that the usual reader reads them.
 */
final class NodeTests {
    private static final double TOLERANCE = 1e-4;

    private NodeTests() {}

    /** Those of which the trainer knows every operator. */
    static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(NodeTests::isKnown).sorted().toList();
        }
    }

    private static boolean isKnown(Path test) {
        return model(test).getGraph().getNodeList().stream()
                .allMatch(node -> OnnxOperator.find(node.getOpType()).isPresent());
    }

    /**
     * Runs a test.
     *
     * @param constant whether inputs are known when the graph is compiled, as parameters of exporters are, or only then
     *     computed
     * @return what is wrong; empty if the outputs are as expected
     * @throws NoisyStudentException if the trainer refuses the graph
     */
    static String run(Path test, boolean constant) {
        Graph graph = graph(test);
        GraphCheck.trainable(graph);
        List<Tensor> expected = tensors(test, "output_");
        return NativeScope.callWithoutGradients(() -> {
            Map<String, org.bytedeco.pytorch.Tensor> values = new HashMap<>();
            graph.initializers()
                    .forEach((name, value) ->
                            values.put(name, Elements.toTorch(value, ScalarType.Float, Compute.cpu())));
            Map<String, Tensor> constants = new HashMap<>(constant ? graph.initializers() : Map.of());
            for (Node node : graph.nodes()) {
                run(node, graph.opset(), values, constants);
            }
            for (int i = 0; i < expected.size(); i++) {
                String output = graph.outputs().get(i).name();
                String difference = difference(expected.get(i), values.get(output));
                if (!difference.isEmpty()) {
                    return output + ": " + difference;
                }
            }
            return "";
        });
    }

    private static void run(
            Node node, int opset, Map<String, org.bytedeco.pytorch.Tensor> values, Map<String, Tensor> constants) {
        if (node.operator().equals("Constant")) {
            constants.put(node.output(), ConstantNode.value(node));
            values.put(node.output(), Elements.toTorch(ConstantNode.value(node), ScalarType.Float, Compute.cpu()));
            return;
        }
        if (node.operator().equals("Identity") || node.operator().equals("Dropout")) {
            values.put(node.output(), values.get(node.inputs().get(0)));
            return;
        }
        Call call = Operators.compile(new OperatorContext(node, opset, constants, ScalarType.Float, Compute.cpu()));
        org.bytedeco.pytorch.Tensor[] inputs =
                node.inputs().stream().map(values::get).toArray(org.bytedeco.pytorch.Tensor[]::new);
        int[] slots = new int[inputs.length];
        Arrays.setAll(slots, i -> inputs[i] == null ? -1 : i);
        try (RandomStream random = Compute.cpu().randomStream(0)) {
            List<org.bytedeco.pytorch.Tensor> results = call.apply(new Operands(inputs, slots, false, random));
            for (int i = 0; i < node.outputs().size(); i++) {
                if (!node.outputs().get(i).isEmpty()) {
                    values.put(node.outputs().get(i), results.get(i));
                }
            }
        }
    }

    private static String difference(Tensor expected, org.bytedeco.pytorch.Tensor actual) {
        ScalarType type = Elements.scalarType(expected.type(), ScalarType.Float);
        if (actual.scalar_type().intern() != type || !Arrays.equals(actual.shape(), expected.dims())) {
            return actual.scalar_type().intern() + Arrays.toString(actual.shape()) + " instead of " + expected;
        }
        double[] wanted = doubles(Elements.toTorch(expected, ScalarType.Float, Compute.cpu()));
        double[] found = doubles(actual);
        for (int i = 0; i < wanted.length; i++) {
            boolean same = Double.compare(wanted[i], found[i]) == 0
                    || Math.abs(wanted[i] - found[i]) <= TOLERANCE * (1 + Math.abs(wanted[i]));
            if (!same) {
                return "value " + i + " is " + found[i] + " instead of " + wanted[i];
            }
        }
        return "";
    }

    private static double[] doubles(org.bytedeco.pytorch.Tensor tensor) {
        if (!tensor.is_floating_point()) {
            return Arrays.stream(HostMemory.longs(tensor)).asDoubleStream().toArray();
        }
        float[] floats = HostMemory.floats(tensor);
        double[] values = new double[floats.length];
        Arrays.setAll(values, i -> floats[i]);
        return values;
    }

    private static Graph graph(Path test) {
        ModelProto.Builder model = model(test).toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        for (int i = 0; i < graph.getInputCount(); i++) {
            TensorProto value = tensor(test.resolve("test_data_set_0/input_" + i + ".pb"));
            graph.addInitializer(value.toBuilder().setName(graph.getInput(i).getName()));
        }
        graph.clearInput();
        return OnnxReader.read(model.build().toByteArray());
    }

    private static List<Tensor> tensors(Path test, String prefix) {
        ModelProto model = model(test);
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < model.getGraph().getOutputCount(); i++) {
            TensorProto value = tensor(test.resolve("test_data_set_0/" + prefix + i + ".pb"));
            ModelProto holder = ModelProto.newBuilder()
                    .setIrVersion(8)
                    .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(GraphCheck.MAX_TRAINED_OPSET))
                    .setGraph(GraphProto.newBuilder()
                            .addInitializer(value.toBuilder().setName("value")))
                    .build();
            tensors.add(OnnxReader.read(holder.toByteArray()).initializers().get("value"));
        }
        return tensors;
    }

    private static ModelProto model(Path test) {
        try {
            return ModelProto.parseFrom(Files.readAllBytes(test.resolve("model.onnx")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static TensorProto tensor(Path file) {
        try {
            return TensorProto.parseFrom(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
