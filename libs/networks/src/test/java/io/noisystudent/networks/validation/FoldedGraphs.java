package io.noisystudent.networks.validation;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What an exporter makes of a network when it folds batch normalization into the convolutions in front of it. */
final class FoldedGraphs {
    private FoldedGraphs() {}

    /** The network with running statistics, gains and biases as if it had been trained. */
    static Graph trained(Graph graph) {
        Random random = new Random(3);
        Map<String, Tensor> moved = new LinkedHashMap<>();
        graph.initializers().forEach((name, tensor) -> {
            if (tensor.rank() == 1) {
                float[] values = new float[tensor.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = 0.5f + random.nextFloat();
                }
                moved.put(name, Tensor.vector(values));
            }
        });
        return graph.withInitializers(moved);
    }

    static Graph fold(Graph graph) {
        Map<String, Tensor> weights = new LinkedHashMap<>(graph.initializers());
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Node convolution = graph.index()
                    .producer(node.inputs().isEmpty() ? "" : node.inputs().get(0))
                    .filter(producer -> producer.operator().equals("Conv"))
                    .filter(producer ->
                            graph.index().consumers(producer.output()).size() == 1)
                    .orElse(null);
            if (!node.operator().equals("BatchNormalization") || convolution == null) {
                nodes.add(node);
                continue;
            }
            nodes.remove(convolution);
            nodes.add(folded(convolution, node, weights));
        }
        return new Graph(
                graph.name(), graph.opset(), nodes, graph.inputs(), graph.outputs(), weights, graph.metadata());
    }

    private static Node folded(Node convolution, Node normalization, Map<String, Tensor> weights) {
        List<float[]> parameters = normalization.inputs().subList(1, 5).stream()
                .map(name -> weights.remove(name).floats())
                .toList();
        String weight = convolution.inputs().get(1);
        long[] dims = weights.get(weight).dims();
        float[] kernels = weights.get(weight).floats();
        float[] bias = new float[(int) dims[0]];
        int each = kernels.length / bias.length;
        double epsilon = normalization.floatAttribute("epsilon", 1e-5f);
        for (int filter = 0; filter < bias.length; filter++) {
            double factor = parameters.get(0)[filter] / Math.sqrt(parameters.get(3)[filter] + epsilon);
            for (int i = filter * each; i < (filter + 1) * each; i++) {
                kernels[i] = (float) (kernels[i] * factor);
            }
            bias[filter] = (float) (parameters.get(1)[filter] - parameters.get(2)[filter] * factor);
        }
        weights.put(weight, Tensor.ofFloats(dims, kernels));
        weights.put(convolution.name() + ".bias", Tensor.vector(bias));
        return new Node(
                convolution.name(),
                "Conv",
                Arrays.asList(convolution.inputs().get(0), weight, convolution.name() + ".bias"),
                normalization.outputs(),
                convolution.attributes());
    }
}
